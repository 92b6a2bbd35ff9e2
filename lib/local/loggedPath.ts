import { routes } from '../../schemas/compiled/routes.js';
import * as formats from '../../schemas/formats.ts';
import { pages } from '../../schemas/pages.ts';

const words = new Set(
  [...routes, ...pages].flatMap(({ path }) => path.split('/')).filter((part) => !part.startsWith('{')),
);

/** The path of a request as it may be logged: words of routes, and ids. Any other part, maybe an address, is `...`. */
export const loggedPath = (path: string): string =>
  path
    .split('/')
    .map((part) => (words.has(part) || formats.uuid.validate(part) ? part : '...'))
    .join('/');
