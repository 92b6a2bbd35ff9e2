import { gunzipSync } from 'node:zlib';
import { handler as getDocs } from '../../../handlers/web/getDocs.ts';
import { call } from '../../support/call.ts';

const get = (path: string, headers: Record<string, string> = {}) => call(getDocs, { method: 'GET', path, headers });
const page = await get('/docs');
const assets = [...page.text.matchAll(/"(\/docs\/[^"]+)"/g)].map(([, path = '']) => path);

describe('GET /docs', () => {
  it('returns a page without a credential, which may load and contact only its own host', () => {
    expect([page.status, page.headers]).toEqual([
      200,
      {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-cache',
        etag: expect.stringMatching(/^"[\w-]{16}"$/),
        'x-request-id': expect.any(String),
      },
    ]);
    expect(page.text).toMatch(/^<!doctype html>/);
  });

  it('returns 304 to a browser that has the page', async () => {
    const { status, text } = await get('/docs', { 'if-none-match': String(page.headers.etag) });
    expect([status, text]).toEqual([304, '']);
  });
});

describe('GET /docs/{asset}', () => {
  it('returns the style and the script of the page, compressed, for browsers to keep for ever', async () => {
    const found = await Promise.all(assets.map((path) => get(path)));
    expect(found.map(({ status }) => status)).toEqual([200, 200]);
    for (const { headers } of found)
      expect(headers).toMatchObject({
        'content-encoding': 'gzip',
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
      });
    expect(found.map(({ headers }) => headers['content-type'])).toEqual([
      'text/css; charset=utf-8',
      'text/javascript; charset=utf-8',
    ]);
    const [style, script] = found.map(({ text }) => gunzipSync(Buffer.from(text, 'latin1')).toString());
    expect(style).toContain('.swagger-ui');
    expect(script).toContain('SwaggerUIBundle');
  });

  it('is small enough for Lambda and for a first visit: at most 520 KB in all', async () => {
    const found = await Promise.all(assets.map((path) => get(path)));
    expect(found.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(520_000);
  });

  it.each([
    '/docs/',
    '/docs/swagger-ui.css',
    '/docs/constructor',
    '/docs/../package.json',
  ])('returns 404 for %s', async (path) => {
    const { status, headers, body } = await get(path);
    expect([status, headers['content-type'], body]).toEqual([
      404,
      'application/json',
      { error: 'No endpoint has this path' },
    ]);
  });
});
