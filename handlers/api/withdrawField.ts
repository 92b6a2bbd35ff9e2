import { withdrawField as withdraw } from '../../lib/dynamo/contacts/withdrawField.ts';
import { contactResponse } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { withdrawField } from '../../schemas/compiled/api/withdrawField.js';

/** DELETE /api/contacts/{id}/sources/manual/{field}: withdraws what people stated about a field, for a person. */
export const handler = endpoint(
  withdrawField,
  async ({ tenantId, actor, requestId, params: { id, field }, ifMatch }) => {
    const author = { actor, at: Date.now() };
    return contactResponse(await withdraw({ tenantId, contactId: id, requestId, ifMatch }, field, author), id);
  },
);
