import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { parseApiKey } from '../../../lib/auth/apiKey.ts';
import { keyIdOf } from '../../../lib/contacts/apiKeys.ts';
import { findApiKey, listApiKeys } from '../../../lib/dynamo/tenants/apiKeys.ts';
import { createTables } from '../../../lib/local/createTable.ts';
import { tableName } from '../../../lib/local/settings.ts';
import { call } from '../../support/call.ts';
import { startService } from '../../support/service.ts';
import { runCommand, runLines } from './command.ts';

await startService();
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'contacts-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

const apiKey = (...words: string[]) => runCommand('apiKey', words);
const create = (tenantId: string, ...words: string[]) =>
  apiKey('create', '--tenant', tenantId, '--name', 'Web shop', '--scopes', 'contacts:read', ...words);
const idOf = (text: string) => keyIdOf(parseApiKey(text.trim()).hash);

/** Asks a function that has just started. */
async function statusOf(key: string): Promise<number> {
  jest.resetModules();
  const { handler } = await import('../../../handlers/api/listContacts.ts');
  return (await call(handler, { apiKey: key, method: 'GET' })).status;
}

const someTenant = '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10';
const known = 'contacts:read, contacts:write, contacts:erase, crm:manage, settings:manage, keys:manage';
const existing = ['--tenant', someTenant, '--id', '0123456789ab'];
const named = ['create', '--tenant', someTenant, '--name', 'x'];
const complete = [...named, '--scopes', 'contacts:read'];

const wrong: readonly [string, string[], string][] = [
  ['nothing', [], '--tenant must be a UUID'],
  ['no tenant', ['list'], '--tenant must be a UUID'],
  ['a tenant that is no UUID', ['list', '--tenant', 'acme'], '--tenant must be a UUID'],
  ['no command', ['--tenant', someTenant], 'The command must be create, list, roll or revoke'],
  ['an unknown command', ['delete', '--tenant', someTenant], 'The command must be create, list, roll or revoke'],
  ['two commands', ['list', 'revoke', '--tenant', someTenant], 'The command must be create, list, roll or revoke'],
  ['no name', ['create', '--tenant', someTenant, '--scopes', 'contacts:read'], '--name must be one line of text'],
  ['no scopes', named, `--scopes must be a list of ${known}`],
  ['empty scopes', [...named, '--scopes', ''], `--scopes must be a list of ${known}`],
  ['an unknown scope', [...named, '--scopes', 'contacts:read,contacts:raed'], `--scopes must be a list of ${known}`],
  ['another kind', [...complete, '--kind', 'test'], '--kind must be person or agent'],
  ['another mode', [...complete, '--mode', 'prod'], '--mode must be live or test'],
  [
    'a name of two lines',
    ['create', '--tenant', someTenant, '--scopes', 'crm:manage', '--name', 'a\nb'],
    '--name must be one line of text',
  ],
  ['a long overlap', ['roll', ...existing, '--overlap', '169'], '--overlap must be a number of hours from 0 to 168'],
  ['no overlap', ['roll', ...existing, '--overlap', 'x'], '--overlap must be a number of hours from 0 to 168'],
  [
    'a past date',
    [...complete, '--expires', '2020-01-31'],
    '--expires must be a date in the future, for example 2030-01-31',
  ],
  ['no date', [...complete, '--expires', 'soon'], '--expires must be a date in the future, for example 2030-01-31'],
  ['an empty date', [...complete, '--expires', ''], '--expires must be a date in the future, for example 2030-01-31'],
  ['no id', ['revoke', '--tenant', someTenant], '--id must be the id of a key, as list shows it'],
  ['a malformed id', ['roll', '--tenant', someTenant, '--id', 'x'], '--id must be the id of a key, as list shows it'],
  ['an unknown option', ['list', '--tenant', someTenant, '--all'], "Unknown option '--all'"],
  ['an option without its value', ['list', '--tenant'], '--tenant needs a value'],
];
const outcomes = await runLines(
  'apiKey',
  wrong.map(([, words]) => words),
);

describe('npm run api-key', () => {
  it('creates a key that works, lists it without its secret, and revokes it', async () => {
    const tenantId = randomUUID();
    const created = await create(tenantId.toUpperCase());
    expect(created).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ctk_live_[\w-]{22}_[\w-]{43}_[0-9A-Za-z]{6}\n$/),
    });
    const key = created.stdout.trim();
    const id = idOf(key);
    expect(created.stderr).toBe(`Created key ${id}. The new key is shown only once:\n`);
    expect(parseApiKey(key).tenantId).toBe(tenantId);
    expect(await statusOf(key)).toBe(200);

    const listed = await apiKey('list', '--tenant', tenantId);
    expect(listed).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        new RegExp(`^${id}  Web shop  person  contacts:read  created \\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z  active\\n$`),
      ),
      stderr: '',
    });
    expect(listed.stdout).not.toContain(key.slice(-50, -7));

    expect(await apiKey('revoke', '--tenant', tenantId, '--id', id)).toEqual({
      code: 0,
      stdout: '',
      stderr: `Key ${id} is revoked. Warm functions may accept it for 60 more seconds.\n`,
    });
    expect(await statusOf(key)).toBe(401);
    const { stdout } = await apiKey('list', '--tenant', tenantId);
    expect(stdout).toMatch(/ {2}revoked \d{4}-\d\d-\d\dT[\d:.]+Z\n$/);
  });

  it('rolls a key, which works beside the new one for as long as it says', async () => {
    const tenantId = randomUUID();
    const old = (await create(tenantId, '--kind', 'agent')).stdout.trim();
    const rolled = await apiKey('roll', '--tenant', tenantId, '--id', idOf(old), '--overlap', '1');
    const key = rolled.stdout.trim();
    const [, end = ''] = / works until (\S+)\. The new key is shown only once:\n$/.exec(rolled.stderr) ?? [];
    expect(Math.abs(Date.parse(end) - Date.now() - 3_600_000)).toBeLessThan(600_000);
    expect([await statusOf(old), await statusOf(key)]).toEqual([200, 200]);
    const { stdout } = await apiKey('list', '--tenant', tenantId);
    expect(stdout).toContain(`expires ${end}, rolled to ${idOf(key)}\n`);
    expect(stdout).toMatch(new RegExp(`^${idOf(key)}  Web shop  agent  contacts:read  .*  active$`, 'm'));
    const again = await apiKey('roll', '--tenant', tenantId, '--id', idOf(old));
    expect(again).toEqual({ code: 1, stdout: '', stderr: `The API key was rolled already, to ${idOf(key)}\n` });
  });

  it('creates a key with a mode, a kind, scopes and an expiry date', async () => {
    const tenantId = randomUUID();
    const named = ['create', '--tenant', tenantId, '--name', 'Web shop', '--scopes', 'contacts:read,contacts:write'];
    const { stdout } = await apiKey(...named, '--mode', 'test', '--kind', 'agent', '--expires', '2999-01-31');
    expect(stdout).toMatch(/^ctk_test_/);
    expect(await findApiKey(tenantId, parseApiKey(stdout.trim()).hash)).toMatchObject({
      tenantId,
      name: 'Web shop',
      scopes: ['contacts:read', 'contacts:write'],
      kind: 'agent',
      createdBy: 'operator',
      expiresAt: '2999-01-31T00:00:00.000Z',
    });
    const listed = await apiKey('list', '--tenant', tenantId);
    expect(listed.stdout).toContain('  expires 2999-01-31T00:00:00.000Z\n');
  });

  it('lists and revokes only the keys of the tenant', async () => {
    const [tenantId, other] = [randomUUID(), randomUUID()];
    const key = (await create(tenantId)).stdout.trim();
    expect(await apiKey('list', '--tenant', other)).toEqual({ code: 0, stdout: '', stderr: '' });
    const refused = await apiKey('revoke', '--tenant', other, '--id', idOf(key));
    expect(refused).toEqual({ code: 1, stdout: '', stderr: 'API key not found\n' });
    expect(await statusOf(key)).toBe(200);
  });

  it('without TABLE_NAME uses the local service, and creates test keys', async () => {
    const dynamodb = String(process.env.DYNAMODB_ENDPOINT);
    await createTables(dynamodb, tableName, globalThis.tableProperties);
    await writeFile(join(directory, 'demo.json'), JSON.stringify({ dynamodb }));
    const tenantId = randomUUID();
    const env = {
      TABLE_NAME: undefined,
      AWS_REGION: undefined,
      DYNAMODB_ENDPOINT: undefined,
      LOCAL_DIRECTORY: directory,
    };
    const words = ['--tenant', tenantId, '--name', 'x', '--scopes', 'contacts:read'];
    const { stdout } = await runCommand('apiKey', ['create', ...words], env);
    expect(stdout).toMatch(/^ctk_test_/);
    const listed = await runCommand('apiKey', ['list', '--tenant', tenantId], env);
    expect(listed.stdout).toContain(idOf(stdout.trim()));
    expect((await apiKey('list', '--tenant', tenantId)).stdout).toBe('');
  });

  it('without TABLE_NAME and without a local service prints what is missing', async () => {
    const env = { TABLE_NAME: undefined, LOCAL_DIRECTORY: join(directory, 'nothing') };
    const { code, stderr } = await runCommand('apiKey', ['list', '--tenant', randomUUID()], env);
    const expected = 'No local service is running, and TABLE_NAME is not set. Start it with npm start.\n';
    expect([code, stderr]).toEqual([1, expected]);
  });

  it.each(
    wrong.map(([description, , expected], n) => ({ description, expected, outcome: outcomes[n] })),
  )('with $description prints a message and the usage', ({ expected, outcome }) => {
    const { code, stdout, stderr = '' } = outcome ?? {};
    const [message, empty, ...usage] = stderr.split('\n');
    expect([code, stdout, empty]).toEqual([2, '', '']);
    expect(message).toContain(expected);
    expect(usage).toEqual(expect.arrayContaining(['Usage:', `Scopes: ${known}`]));
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('does nothing with any of these command lines', async () => {
    expect(await listApiKeys(someTenant)).toEqual([]);
  });
});
