import type { Contract } from '../contract.ts';
import { identityNotFound, invalid, versionMismatch } from '../failures.ts';
import { identities } from '../identity.ts';
import { contactId, ifMatch, namedContactHeaders } from '../parts.ts';

export const removeIdentity = {
  operationId: 'removeIdentity',
  method: 'DELETE',
  path: '/api/contacts/{id}/identities/{identityId}',
  summary: 'Remove an address from a contact',
  description:
    'States that an address is not that of this person, also one that messages came from. No machine gives it back to ' +
    'the contact, and the next message from it creates another contact. If it was shown, and no source states another one that the ' +
    'contact has, the address of the kind that was confirmed last is shown. A key of kind agent cannot remove an address.',
  scope: 'contacts:write',
  params: {
    ...contactId,
    required: ['id', 'identityId'],
    properties: {
      ...contactId.properties,
      identityId: {
        type: 'string',
        maxLength: 16,
        format: 'identity-id',
        description: 'The id of the address, as in the list of addresses.',
        examples: ['31d287744459be49'],
      },
    },
  },
  headers: ifMatch,
  success: { status: 200, description: 'The other addresses.', headers: namedContactHeaders, schema: identities },
  failures: {
    400: invalid('identityId must be the id of an identity', '/identityId'),
    404: identityNotFound,
    412: versionMismatch,
  },
} as const satisfies Contract;
