/** The routes of handlers/web. They are for people, so openapi.json does not describe them. */
export const pages = [
  { method: 'GET', path: '/docs' },
  { method: 'GET', path: '/docs/{asset}' },
] as const;
