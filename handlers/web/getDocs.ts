import { ContactError } from '../../lib/contacts/ContactError.ts';
import { publicEndpoint } from '../../lib/http/publicEndpoint.ts';
import { files } from '../../schemas/compiled/reference.js';

/** GET /docs: the API reference as a page, and GET /docs/{asset}: the files that the page loads. */
export const handler = publicEndpoint(
  { method: 'GET', path: '/docs', status: 200, ifMatch: false },
  async ({ path }) => {
    const file = files.get(path);
    if (!file) throw new ContactError('route_not_found', 'No endpoint has this path');
    return { body: Buffer.from(file.base64, 'base64'), headers: file.headers };
  },
);
