import { type ChangeableField, changeableFields } from './contact.ts';

/** The detail of an event about a change of one contact: ids and the names of fields, but no values. */
export const contactChange = (changed: string, examples: readonly { readonly changed: readonly ChangeableField[] }[]) =>
  ({
    type: 'object',
    required: ['tenantId', 'contactId', 'version', 'changed', 'actor'],
    properties: {
      tenantId: { type: 'string', format: 'uuid', description: 'Id of the tenant.' },
      contactId: { type: 'string', format: 'uuid', description: 'Id of the contact.' },
      version: { type: 'integer', description: 'The version of the contact after the change, as in its etag.' },
      changed: { type: 'array', items: { type: 'string', enum: changeableFields }, description: changed },
      actor: {
        type: 'string',
        description:
          'Who changed the contact, for example `key:<id>`, `user:<subject>`, `agent:<id of a key>` or `message:<id>`.',
      },
    },
    examples: examples.map((example) => ({
      tenantId: '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10',
      contactId: '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55',
      version: 1,
      actor: 'message:m-1',
      ...example,
    })),
  }) as const;
