import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { createContact } from '../../../lib/dynamo/contacts/createContact.ts';
import { getContact } from '../../../lib/dynamo/contacts/getContact.ts';
import { jwksUri, type LocalIssuer, localIssuer } from '../../../lib/local/issuer.ts';
import { call } from '../../support/call.ts';
import { startService } from '../../support/service.ts';
import { runCommand, runLines, runNode } from './command.ts';

await startService();
let directory: string;
const tenantId = randomUUID();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'contacts-'));
  const file = join(directory, 'issuer.json');
  const made = await runNode([
    '-e',
    `import('./lib/local/issuer.ts').then((it) => it.localIssuer(process.argv[1]))`,
    file,
  ]);
  expect(made).toEqual({ code: 0, stdout: '', stderr: '' });
  const issuer = await localIssuer(file);
  Object.assign(process.env, {
    JWT_ISSUER: issuer.issuer,
    JWT_AUDIENCE: issuer.audience,
    JWT_JWKS_URI: jwksUri(issuer),
    JWT_TENANT_CLAIM: issuer.tenantClaim,
  });
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

const token = (...words: string[]) => runCommand('token', words, { LOCAL_DIRECTORY: directory });
const tokenOf = (...words: string[]) => token('--tenant', tenantId, ...words);
const claimsOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());

const wrong: readonly [string, string[], string][] = [
  ['nothing', [], '--tenant must be a UUID'],
  ['a tenant that is no UUID', ['--tenant', 'acme', '--scopes', 'contacts:read'], '--tenant must be a UUID'],
  ['a misspelt scope', ['--tenant', tenantId, '--scopes', 'contact:read'], '--scopes must be a list of contacts:read'],
  ['no scopes', ['--tenant', tenantId], '--scopes must be a list of contacts:read, contacts:write'],
  ...['0', '-5', 'x', '', 'Infinity', 'NaN', '1441'].map((minutes): [string, string[], string] => [
    `${JSON.stringify(minutes)} minutes`,
    ['--tenant', tenantId, '--scopes', 'contacts:read', `--minutes=${minutes}`],
    '--minutes must be a number above 0',
  ]),
  ['an unknown option', ['--tenant', tenantId, '--scope', 'contacts:read'], "Unknown option '--scope'"],
  ['a word too many', ['create', '--tenant', tenantId], "Unexpected argument 'create'"],
];
const outcomes = await runLines(
  'token',
  wrong.map(([, words]) => words),
);

describe('npm run token', () => {
  it('prints a token of the local issuer with the tenant, scopes and subject', async () => {
    const { contactId } = await createContact({ tenantId, values: {}, actor: 'x', requestId: randomUUID() });
    const words = ['--scopes', 'contacts:read,contacts:write', '--subject', 'anna', '--minutes', '5'];
    const { code, stdout, stderr } = await tokenOf(...words);
    expect([code, stdout, stderr]).toEqual([0, expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/), '']);
    const apiKey = stdout.trim();
    const { iat, exp } = claimsOf(apiKey);
    expect(exp - iat).toBe(300);
    const { status, body } = await call(listContacts, { apiKey, method: 'GET' });
    expect([status, body.data.map(({ id }: { id: string }) => id)]).toEqual([200, [contactId]]);
    expect((await call(updateContact, { apiKey, id: contactId, body: { name: 'X' } })).status).toBe(200);
    expect((await getContact(tenantId, contactId)).changedBy).toBe('user:anna');
  });

  it('is valid for an hour and has a subject by default, and has only the given scopes', async () => {
    const { stdout } = await tokenOf('--scopes', 'contacts:read');
    const apiKey = stdout.trim();
    const { iat, exp, sub, scope } = claimsOf(apiKey);
    expect([exp - iat, sub, scope]).toEqual([3600, 'local-user', 'contacts:read']);
    expect((await call(listContacts, { apiKey, method: 'GET' })).status).toBe(200);
    expect((await call(updateContact, { apiKey, id: randomUUID(), body: { name: 'X' } })).status).toBe(403);
  });

  it.each(
    wrong.map(([description, , expected], n) => ({ description, expected, outcome: outcomes[n] })),
  )('with $description prints a message and the usage', ({ expected, outcome }) => {
    const { code, stdout, stderr = '' } = outcome ?? {};
    const [message, empty, ...usage] = stderr.split('\n');
    expect([code, stdout, empty, usage[0]]).toEqual([2, '', '', 'Usage:']);
    expect(message).toContain(expected);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('before the first npm start prints that there is no issuer', async () => {
    const words = ['--tenant', tenantId, '--scopes', 'contacts:read'];
    const { code, stderr } = await runCommand('token', words, { LOCAL_DIRECTORY: join(directory, 'nothing') });
    expect([code, stderr]).toEqual([1, 'There is no local issuer yet: npm start creates one.\n']);
  });

  it.each<[string, (issuer: LocalIssuer) => unknown, string]>([
    ['without a key', ({ privateJwk: _, ...rest }) => rest, 'it lacks what the service wrote there'],
    [
      'with a damaged key',
      (issuer) => ({ ...issuer, privateJwk: { ...issuer.privateJwk, crv: 'P-1' } }),
      'its private key is invalid',
    ],
  ])('names an issuer.json %s', async (_, damage, problem) => {
    const other = await mkdtemp(join(tmpdir(), 'contacts-'));
    const file = join(other, 'issuer.json');
    await writeFile(file, JSON.stringify(damage(await localIssuer(join(directory, 'issuer.json')))));
    const words = ['--tenant', tenantId, '--scopes', 'contacts:read'];
    const { code, stderr } = await runCommand('token', words, { LOCAL_DIRECTORY: other });
    const expected = `${file} is damaged (${problem}): delete it, or all local data with npm run reset.\n`;
    expect([code, stderr]).toEqual([1, expected]);
    await rm(other, { recursive: true });
  });
});
