import { clearingBody, contact, settingBody } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { contactNotFound, identityLimit, identityTaken, invalidAddresses, versionMismatch } from '../failures.ts';
import { contactId, idempotencyKey, ifMatch, namedContactHeaders } from '../parts.ts';

export const updateContact = {
  operationId: 'updateContact',
  method: 'PATCH',
  path: '/api/contacts/{id}',
  summary: 'Update a contact',
  description:
    'Changes only the fields in the body. A request that changes no value changes neither version nor updatedAt. ' +
    'Values that are set here outrank values from messages, conversations and the CRM, also later ones. Those that a ' +
    'key of kind agent sets outrank only messages and conversations, and it cannot clear a field.',
  scope: 'contacts:write',
  params: contactId,
  headers: { ...ifMatch, ...idempotencyKey },
  body: {
    'application/json': settingBody,
    'application/merge-patch+json': clearingBody,
  },
  success: { status: 200, description: 'The updated contact.', schema: contact, headers: namedContactHeaders },
  failures: {
    400: invalidAddresses,
    404: contactNotFound,
    409: identityTaken,
    412: versionMismatch,
    422: identityLimit,
  },
} as const satisfies Contract;
