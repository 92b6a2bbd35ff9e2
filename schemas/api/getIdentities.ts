import type { Contract } from '../contract.ts';
import { contactNotFound } from '../failures.ts';
import { identities } from '../identity.ts';
import { contactId, survivorHeaders } from '../parts.ts';

export const getIdentities = {
  operationId: 'getIdentities',
  method: 'GET',
  path: '/api/contacts/{id}/identities',
  summary: 'Get the identities of a contact',
  description: 'All addresses of this person. An address belongs to at most one contact of a tenant.',
  scope: 'contacts:read',
  params: contactId,
  success: {
    status: 200,
    description: 'The identities. Those that messages came from are first, the oldest at the top.',
    headers: survivorHeaders,
    schema: identities,
  },
  failures: { 404: contactNotFound },
} as const satisfies Contract;
