import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { bundle } from '../../../lib/build/bundle.ts';
import { readRelease } from '../../../lib/build/release.ts';
import { compressed } from '../../../schemas/compiled/openApi.js';
import * as formats from '../../../schemas/formats.ts';
import { eventOf } from '../../support/call.ts';

const outdir = mkdtempSync(join(tmpdir(), 'bundle-'));
const updateContact = 'handlers/api/updateContact.ts';
let file = '';
beforeAll(async () => {
  [file = ''] = (await bundle({ outdir, handlers: [updateContact] })).files;
});
afterAll(() => rmSync(outdir, { recursive: true }));

describe('a bundle', () => {
  it('is a CommonJS module, in a repository of ES modules', () => {
    expect(file).toBe(join(outdir, 'updateContact.cjs'));
    expect(createRequire(import.meta.url)(file)).toHaveProperty('handler');
  });

  it('has a source map', () => {
    const { sources } = JSON.parse(readFileSync(`${file}.map`, 'utf8'));
    expect(sources).toContainEqual(expect.stringContaining(updateContact));
  });

  it('has the version and the commit that it was built from', async () => {
    const [health = ''] = (await bundle({ outdir, handlers: ['handlers/api/getHealth.ts'] })).files;
    const { version, commit } = readRelease('.');
    expect(readFileSync(health, 'utf8')).toContain(`{version:"${version}",commit:${JSON.stringify(commit)}}`);
    expect(readFileSync(file, 'utf8')).not.toContain(String(commit));
  });

  it('that cannot be built throws an error with the name of the file', async () => {
    const handlers = ['tests/lib/build/absent.ts'];
    await expect(bundle({ outdir, handlers })).rejects.toThrow(/could not be built.*absent\.ts/s);
  });

  it('that accepts no JWTs has no code for them, and refuses them as one without an issuer does', async () => {
    const handlers = ['handlers/api/getContact.ts'];
    process.env.METRICS_DISABLED = 'true';
    const replies = [];
    for (const acceptsJwts of [true, false]) {
      const [each = ''] = (await bundle({ outdir: join(outdir, String(acceptsJwts)), handlers, acceptsJwts })).files;
      const { sources } = JSON.parse(readFileSync(`${each}.map`, 'utf8'));
      expect(sources.some((source: string) => source.includes('aws-jwt-verify'))).toBe(acceptsJwts);
      const { handler } = createRequire(import.meta.url)(each);
      const { statusCode, body } = await handler(eventOf({ apiKey: 'e30.e30.x', id: '1' }), { awsRequestId: '1' });
      replies.push([statusCode, body]);
    }
    const refusal = [401, JSON.stringify({ error: 'The credential is not valid, has expired or was revoked' })];
    expect(replies).toEqual([refusal, refusal]);
  });

  it('has only the formats that it uses', async () => {
    const handlers = ['handlers/api/listApiKeys.ts', 'handlers/api/revokeApiKey.ts'];
    const { files } = await bundle({ outdir, handlers });
    const found = files.map((each) => {
      const code = readFileSync(each, 'utf8');
      return Object.entries(formats).flatMap(([name, { phrase }]) => (code.includes(phrase) ? [name] : []));
    });
    expect(found).toEqual([['uuid'], ['key-id', 'uuid']]);
  });

  it('of updateContact has at most 51 KB gzipped', () => {
    expect(gzipSync(readFileSync(file)).length).toBeLessThanOrEqual(51 * 1024);
  });

  it('of updateContact spends at most 4 KB gzipped on splitting names', async () => {
    const entry = { contents: "export * from './lib/contacts/names.ts'", resolveDir: '.', loader: 'ts' } as const;
    const options = { bundle: true, minify: true, write: false, format: 'cjs', platform: 'node' } as const;
    const { outputFiles } = await build({ ...options, stdin: entry });
    const [code] = outputFiles;
    expect(gzipSync(code?.contents ?? '').length).toBeLessThanOrEqual(4 * 1024);
  });

  it('of updateContact has no list for reading display names', () => {
    const { sources } = JSON.parse(readFileSync(`${file}.map`, 'utf8'));
    expect(sources.filter((source: string) => source.includes('displayNames'))).toEqual([]);
  });

  it('of an endpoint without a credential has at most 10 KB gzipped, beside the OpenAPI document', async () => {
    const names = ['getHealth', 'notFound', 'getOpenApi'];
    const { files } = await bundle({ outdir, handlers: names.map((name) => `handlers/api/${name}.ts`) });
    for (const each of files) {
      const code = readFileSync(each, 'utf8').replace(compressed, '');
      expect(code).not.toMatch(/ctk_|DynamoDB/);
      expect(gzipSync(code).length).toBeLessThanOrEqual(10 * 1024);
    }
  });

  it('of getOpenApi has the document once, compressed', async () => {
    const [each = ''] = (await bundle({ outdir, handlers: ['handlers/api/getOpenApi.ts'] })).files;
    expect(readFileSync(each, 'utf8').split(compressed)).toHaveLength(2);
    expect(gzipSync(compressed).length).toBeLessThanOrEqual(25 * 1024);
  });
});
