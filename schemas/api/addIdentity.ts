import type { Contract } from '../contract.ts';
import { contactNotFound, identityLimit, invalid, valueTaken, versionMismatch } from '../failures.ts';
import { identities, namedIdentity } from '../identity.ts';
import { contactId, idempotencyKey, ifMatch, namedContactHeaders } from '../parts.ts';

export const addIdentity = {
  operationId: 'addIdentity',
  method: 'POST',
  path: '/api/contacts/{id}/identities',
  summary: 'Add an address to a contact',
  description:
    'States that an address is that of this person. It becomes confirmed: messages from it belong to this contact. If ' +
    'the contact shows no email or phone, an address of that kind is shown. An address of another contact moves only ' +
    'if takeFrom names that contact, or if it is only reported there. What a key of kind agent adds is only reported, ' +
    'and it cannot move an address.',
  scope: 'contacts:write',
  params: contactId,
  headers: { ...ifMatch, ...idempotencyKey },
  body: {
    'application/json': {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'value'],
      properties: {
        kind: namedIdentity.kind,
        value: { ...namedIdentity.value, pattern: '^[^\\u0000\\ud800-\\udfff]*$' },
        takeFrom: { type: 'string', format: 'uuid', description: 'The id of the contact that has the address now.' },
      },
      examples: [{ kind: 'phone', value: '+4915187654321', takeFrom: '01939b8e-6d20-7e4b-8c71-3f808a7f2d66' }],
    },
  },
  success: {
    status: 200,
    description: 'All addresses of the contact.',
    headers: namedContactHeaders,
    schema: identities,
  },
  failures: {
    400: invalid('value must be in E.164 format, for example +4915112345678', '/value'),
    404: contactNotFound,
    409: valueTaken,
    412: versionMismatch,
    422: identityLimit,
  },
} as const satisfies Contract;
