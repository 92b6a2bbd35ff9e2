import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';

type WebFile = { readonly headers: Readonly<Record<string, string>>; readonly base64: string };

const { resolve } = createRequire(import.meta.url);
const own = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const swaggerUi = (name: string): string => readFileSync(resolve(`swagger-ui-dist/${name}`), 'utf8');

const safety = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };

/** The page may contact only its own host, and runs no script but its own file. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Makes the source of a module with the files of the reference page, by path: Swagger UI in a page of our own. The
 * names of script and style contain a hash of their content, so that browsers keep them for ever.
 */
export function referenceModule(): string {
  const script = asset('page.js', 'text/javascript', `${swaggerUi('swagger-ui-bundle.js')}\n${own('page.js')}`);
  const style = asset('page.css', 'text/css', `${swaggerUi('swagger-ui.css')}\n${own('page.css')}`);
  const html = own('page.html').replace('{{page.js}}', script[0]).replace('{{page.css}}', style[0]);
  return `export const files = new Map(${JSON.stringify([['/docs', page(html)], script, style])});\n`;
}

/** The type declarations for the module of referenceModule. */
export const referenceDeclaration = `export declare const files: ReadonlyMap<
  string,
  { readonly headers: Readonly<Record<string, string>>; readonly base64: string }
>;
`;

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 16);

const page = (html: string): WebFile => ({
  headers: {
    ...safety,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy,
    'cache-control': 'no-cache',
    etag: `"${hash(html)}"`,
  },
  base64: Buffer.from(html).toString('base64'),
});

/** A file for browsers only: always compressed, because API Gateway does not compress and they all accept gzip. */
function asset(name: string, type: string, text: string): [string, WebFile] {
  const headers = {
    ...safety,
    'content-type': `${type}; charset=utf-8`,
    'content-encoding': 'gzip',
    'cache-control': 'public, max-age=31536000, immutable',
  };
  return [`/docs/${hash(text)}-${name}`, { headers, base64: gzipSync(text, { level: 9 }).toString('base64') }];
}
