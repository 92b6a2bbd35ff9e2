import { ContactError } from '../../lib/contacts/ContactError.ts';
import { publicEndpoint } from '../../lib/http/publicEndpoint.ts';
import { routes } from '../../schemas/compiled/routes.js';

const countParameters = ({ path }: { readonly path: string }): number => path.split('{').length - 1;

/** All other routes: 405 if the path exists with another method, else 404. */
export const handler = publicEndpoint(
  { method: 'GET', path: '/*', status: 404, ifMatch: false },
  async ({ method, path }) => {
    const segments = path.split('/');
    const matching = routes.filter((route) => {
      const parts = route.path.split('/');
      return (
        parts.length === segments.length &&
        parts.every((part, i) => (part.startsWith('{') ? segments[i] !== '' : part === segments[i]))
      );
    });
    // `/api/contacts/duplicates` is not the path of a contact.
    const fewest = Math.min(...matching.map(countParameters));
    const known = matching.filter((route) => countParameters(route) === fewest);
    if (known.length === 0) throw new ContactError('route_not_found', 'No endpoint has this path');
    const allow = [...new Set(known.map((route) => route.method))].sort().join(', ');
    throw new ContactError('method_not_allowed', `${method} is not allowed for this path. Allowed: ${allow}`, {
      allow,
    });
  },
);
