import { loggedPath } from '../../../lib/local/loggedPath.ts';

describe('loggedPath', () => {
  it.each([
    '/',
    '/docs',
    '/api/contacts',
    '/api/contacts/01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55/sources',
  ])('shows a path of a route: %s', (path) => {
    expect(loggedPath(path)).toBe(path);
  });

  it.each([
    ['/api/contacts/anna@acme.de', '/api/contacts/...'],
    ['/api/contacts/%2B4915112345678/link', '/api/contacts/.../link'],
    ['/Anna', '/...'],
    ['/{id}', '/...'],
  ])('does not show the other parts of %s', (path, shown) => {
    expect(loggedPath(path)).toBe(shown);
  });
});
