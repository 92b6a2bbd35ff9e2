import { getContact as get } from '../../lib/dynamo/contacts/getContact.ts';
import { getContactAt } from '../../lib/dynamo/contacts/getContactAt.ts';
import { contactResponse, pastContactResponse } from '../../lib/http/contactResponse.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { readPastTime } from '../../lib/http/pastTime.ts';
import { getContact } from '../../schemas/compiled/api/getContact.js';

/** GET /api/contacts/{id}: returns the contact, or the survivor that it was merged into, now or `at` a time. */
export const handler = endpoint(getContact, async ({ tenantId, params: { id }, query: { at } }) =>
  at === undefined
    ? contactResponse(await get(tenantId, id), id)
    : pastContactResponse(await getContactAt(tenantId, id, readPastTime('at', at)), id),
);
