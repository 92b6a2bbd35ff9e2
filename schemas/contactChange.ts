import { type ChangeableField, changeableFields } from './contact.ts';

type Example = {
  readonly version?: number;
  readonly changed: readonly ChangeableField[];
  readonly actor?: string;
  readonly changes?: readonly object[];
};

/**
 * The detail of an event about a change of one contact: ids and the names of fields, and values only where the tenant's
 * setting `eventValues` says so.
 */
export const contactChange = (changed: string, type: string, examples: readonly Example[]) =>
  ({
    type: 'object',
    required: ['id', 'tenantId', 'contactId', 'version', 'changedAt', 'changed', 'actor'],
    properties: {
      id: {
        type: 'string',
        description: 'Id of this event, the same each time it is delivered; the id of the envelope may differ.',
      },
      tenantId: { type: 'string', format: 'uuid', description: 'Id of the tenant.' },
      contactId: { type: 'string', format: 'uuid', description: 'Id of the contact.' },
      version: { type: 'integer', description: 'The version of the contact after the change, as in its etag.' },
      changedAt: { type: 'string', format: 'date-time', description: 'When the contact changed.' },
      changed: { type: 'array', items: { type: 'string', enum: changeableFields }, description: changed },
      actor: {
        type: 'string',
        description:
          'Who changed the contact, for example `key:<id>`, `user:<subject>`, `agent:<id of a key>` or `message:<id>`.',
      },
      changes: {
        type: 'array',
        items: {
          type: 'object',
          required: ['field'],
          properties: {
            field: { type: 'string', enum: changeableFields },
            before: { type: ['string', 'null'] },
            after: { type: ['string', 'null'] },
          },
        },
        description:
          'The value of each field in `changed`, as `{field, before, after}`; `null` is no value. Present only if the ' +
          "tenant's setting `eventValues` is on.",
      },
    },
    examples: examples.map((example) => ({
      id: `01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55:${example.version ?? 1}:${type}`,
      tenantId: '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10',
      contactId: '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55',
      version: 1,
      changedAt: '2026-11-23T09:30:00.000Z',
      actor: 'message:m-1',
      ...example,
    })),
  }) as const;

/** The same for an event about a merge: `contactId` is the survivor. */
export function mergeChange(changed: string, type: string, examples: readonly Example[]) {
  const { required, properties, ...change } = contactChange(changed, type, examples);
  return {
    ...change,
    required: [...required, 'duplicateId'],
    properties: {
      ...properties,
      duplicateId: { type: 'string', format: 'uuid', description: 'Id of the contact that was merged.' },
    },
    examples: change.examples.map((each) => ({ ...each, duplicateId: '01939b8e-6d20-7e4b-8c71-3f808a7f2d66' })),
  } as const;
}
