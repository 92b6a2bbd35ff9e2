import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { bundle } from '../../../lib/build/bundle.ts';
import { readContracts } from '../../../lib/build/contracts.ts';
import { scriptOf } from '../../../lib/build/rehearsal.ts';
import { getContact } from '../../../schemas/api/getContact.ts';
import { startStandIn } from '../../support/dynamoDbStandIn.ts';

const contracts = await readContracts();
const standIn = await startStandIn({});
const outdir = mkdtempSync(join(tmpdir(), 'rehearsals-'));
afterAll(async () => {
  rmSync(outdir, { recursive: true });
  await standIn.close();
});

describe('the rehearsal of every endpoint', () => {
  it('succeeds up to what calls another server than DynamoDB, and sends nothing', async () => {
    const withCredential = contracts.filter(({ scope }) => scope);
    const handlers = withCredential.map(({ operationId }) => `handlers/api/${operationId}.ts`);
    const { files } = await bundle({ outdir, handlers });
    const child = fork(join(import.meta.dirname, 'rehearseAll.ts'), files, {
      env: {
        TABLE_NAME: 'contacts',
        AWS_REGION: 'local',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        API_KEY_MODE: 'test',
        EVENT_BUS_NAME: 'bus',
        SECRET_PREFIX: 'contacts',
        DYNAMODB_ENDPOINT: standIn.url,
        EVENTS_ENDPOINT: standIn.url,
        SECRETS_ENDPOINT: standIn.url,
      },
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const printed = Promise.all([child.stdout, child.stderr].map((stream) => stream && text(stream)));
    const [outcomes] = await once(child, 'message');
    const expected = withCredential.map(({ operationId, success }) => [
      operationId,
      otherwise[operationId] ?? success.status,
      1,
    ]);
    expect(outcomes.map(([file, ...outcome]: unknown[]) => [basename(String(file), '.cjs'), ...outcome])).toEqual(
      expected,
    );
    // On a busy machine, some connections take too long.
    expect([...new Set(standIn.requests)]).toEqual(['GET /ping']);
    expect(await printed).toEqual(['', '']);
  });
});

/**
 * Endpoints that find nobody, one contact where they need two, or no merge, and those that get no further than a
 * tenant's server, DNS, the event bus or the secret store.
 */
const otherwise: Readonly<Record<string, number>> = {
  findOrCreateContact: 201,
  mergeContacts: 400,
  unmergeContact: 404,
  putCrmConnection: 422,
  testCrmConnection: 422,
  resolveContact: 500,
  createWebhook: 422,
  rotateWebhookSecret: 500,
  testWebhook: 422,
};

it('a contract without an example of a parameter is an error', () => {
  const params = { ...getContact.params, properties: { id: { type: 'string' } } } as const;
  expect(() => scriptOf({ ...getContact, params })).toThrow('The contract getContact needs examples');
});

it('functions without a credential have no rehearsal, and none is left of an earlier build', async () => {
  const [handler, entry] = ['handlers/api/getHealth.ts', join(outdir, 'getHealth.mjs')];
  writeFileSync(entry, '');
  const { files, deployed } = await bundle({ outdir, handlers: [handler] });
  expect(deployed).toEqual([files]);
  expect(existsSync(entry)).toBe(false);
});
