import { ContactError } from '../../lib/contacts/ContactError.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { routes } from '../../schemas/compiled/routes.js';

/** Every other method and path: 405 where the path is known with another method, else 404. */
export const handler = endpoint(
  { method: 'GET', path: '/*', status: 404, ifMatch: false },
  async ({ method, path }) => {
    const segments = path.split('/');
    const known = routes.filter((route) => {
      const parts = route.path.split('/');
      return (
        parts.length === segments.length &&
        parts.every((part, i) => (part.startsWith('{') ? segments[i] !== '' : part === segments[i]))
      );
    });
    if (known.length === 0) throw new ContactError('route_not_found', 'There is nothing at this path');
    const allow = [...new Set(known.map((route) => route.method))].sort().join(', ');
    throw new ContactError('method_not_allowed', `${method} is not possible here, only ${allow}`, { allow });
  },
);
