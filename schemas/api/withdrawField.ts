import { contact } from '../contact.ts';
import type { Contract } from '../contract.ts';
import { contactNotFound, versionMismatch } from '../failures.ts';
import { contactId, ifMatch, namedContactHeaders } from '../parts.ts';

const fields = ['name', 'firstName', 'lastName', 'email', 'phone', 'companyName'] as const;
export type WithdrawableField = (typeof fields)[number];

export const withdrawField = {
  operationId: 'withdrawField',
  method: 'DELETE',
  path: '/api/contacts/{id}/sources/manual/{field}',
  summary: 'Withdraw what a person stated about a field',
  description:
    'The field then has the value that machines state, if any. name withdraws firstName and lastName. If one of them ' +
    'is withdrawn, it comes from the next source that has the same name for the other. An address that only a person ' +
    'stated, and that no message came from, does not belong to the contact any more. Nothing changes if no person ' +
    'stated anything about the field: an address that is shown only because it was confirmed last is no statement, and ' +
    'DELETE .../identities/{identityId} removes it. A key of kind agent cannot withdraw a value.',
  scope: 'contacts:write',
  params: {
    ...contactId,
    required: ['id', 'field'],
    properties: {
      ...contactId.properties,
      field: { type: 'string', enum: fields, description: 'The field.', examples: ['companyName'] },
    },
  },
  headers: ifMatch,
  success: { status: 200, description: 'The contact.', schema: contact, headers: namedContactHeaders },
  failures: { 404: contactNotFound, 412: versionMismatch },
} as const satisfies Contract;
