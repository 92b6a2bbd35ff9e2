import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { makeApiKey } from '../../../lib/auth/apiKey.ts';
import { bundle } from '../../../lib/build/bundle.ts';
import { scriptOf } from '../../../lib/build/rehearsal.ts';
import type { HttpResponse } from '../../../lib/http/middleware.ts';
import { rehearse } from '../../../lib/http/rehearse.ts';
import { updateContact as contract } from '../../../schemas/api/updateContact.ts';
import { someKey } from '../../support/apiKeys.ts';
import { call, eventOf } from '../../support/call.ts';
import { type Behaviour, startStandIn } from '../../support/dynamoDbStandIn.ts';
import { freePort } from '../../support/freePort.ts';
import { passTime } from '../../support/passTime.ts';
import { storedContact } from '../contacts/storedContact.ts';

const tenantId = randomUUID();
const { text: apiKey } = makeApiKey('test', tenantId);
const contact = storedContact({ tenantId });
const dynamoDb = await startStandIn({
  GetItem: { Item: marshall(someKey(tenantId, { scopes: ['contacts:write'] })) },
  UpdateItem: { Attributes: marshall(contact) },
});
const event = eventOf({ apiKey, id: contact.contactId, body: { name: 'Some Sender' } });

const refusing = `http://127.0.0.1:${await freePort()}`;

/** A folder with the files of updateContact, and one with its bundle only. */
const [rehearsed, bare] = await Promise.all(['a', 'b'].map((name) => mkdtemp(join(tmpdir(), `rehearse-${name}-`))));

beforeAll(async () => {
  await bundle({ outdir: rehearsed ?? '', handlers: ['handlers/api/updateContact.ts'] });
  await bundle({ outdir: bare ?? '', handlers: ['handlers/api/updateContact.ts'] });
  await rm(join(bare ?? '', 'updateContact.mjs'));
});
afterAll(async () => {
  await Promise.all([rehearsed, bare].map((folder) => rm(folder ?? '', { recursive: true })));
  await dynamoDb.close();
});

const environment = (): NodeJS.ProcessEnv => ({
  TABLE_NAME: 'contacts',
  DYNAMODB_ENDPOINT: dynamoDb.url,
  AWS_REGION: 'local',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  TENANT_REQUESTS_PER_SECOND: '100',
  CREDENTIAL_REQUESTS_PER_SECOND: '50',
});

/**
 * What a new process does: its requests to DynamoDB until it is loaded and later, its responses, and what it prints.
 */
async function coldStart({ folder = '', env = environment(), requests = 1, whileLoading = 'reply' }: ColdStart) {
  dynamoDb.requests.length = 0;
  dynamoDb.connections = 0;
  dynamoDb.behaviour = whileLoading;
  const child = fork(join(import.meta.dirname, 'coldFunction.ts'), [`${folder}/updateContact.handler`], {
    env,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const printed = Promise.all([child.stdout, child.stderr].map((stream) => stream && text(stream)));
  await once(child, 'message');
  const whileLoaded = [...dynamoDb.requests];
  dynamoDb.behaviour = 'reply';
  const responses: HttpResponse[] = [];
  while (responses.length < requests) {
    child.send({ event, awsRequestId: `3f0c9a1e-77d${responses.length}-4b6a-8c15-0a9be2d4f611` });
    const [response] = await once(child, 'message');
    responses.push(response);
  }
  child.disconnect();
  // The SDK waits for a random time.
  const lines = (await printed)
    .join('')
    .replaceAll(folder, '')
    .replace(/(?<="totalRetryDelay":)\d+/, '0');
  const later = dynamoDb.requests.slice(whileLoaded.length);
  return { whileLoaded, later, connections: dynamoDb.connections, seen: { responses, lines } };
}

type ColdStart = {
  readonly folder: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
  readonly requests?: number;
  readonly whileLoading?: Behaviour;
};

type Handler = (event: { headers: APIGatewayProxyEventV2['headers'] }, context: object) => Promise<unknown>;

const operationsOf = (requests: readonly string[]) => requests.map((request) => request.replace(/ \{.*/s, ''));

describe('a rehearsed function', () => {
  it('has only opened the connection to DynamoDB, which its first request uses', async () => {
    let run = await coldStart({ folder: rehearsed, requests: 2 });
    // On a busy machine, the connection may take longer than a rehearsal.
    for (let i = 0; run.whileLoaded.length === 0 && i < 5; i++)
      run = await coldStart({ folder: rehearsed, requests: 2 });
    const { whileLoaded, later, connections, seen } = run;
    expect(whileLoaded).toEqual(['GET /ping']);
    // The key, the order of the tenant's names, and the change; then the next change.
    expect(operationsOf(later)).toEqual(['GetItem', 'GetItem', 'UpdateItem', 'UpdateItem']);
    expect(later.every((request) => request.includes(tenantId))).toBe(true);
    expect(connections).toBe(1);
    expect(seen.responses[0]?.headers.ratelimit).toMatch(/"credential";r=499;.* "tenant";r=999;/);
    expect(seen.lines.match(/"message":"access"/g)).toHaveLength(2);
  });

  it.each<Behaviour>([
    'reply',
    'hang',
    'reset',
  ])('responds and logs as without a rehearsal where DynamoDB does %s while it is loaded', async (whileLoading) => {
    const { later, seen } = await coldStart({ folder: rehearsed, whileLoading });
    expect(operationsOf(later)).toEqual(['GetItem', 'GetItem', 'UpdateItem']);
    expect(seen).toEqual((await coldStart({ folder: bare })).seen);
  });

  it.each<[string, NodeJS.ProcessEnv]>([
    ['the table has no name', { TABLE_NAME: '' }],
    ['there is no region', { AWS_REGION: '' }],
    ['there are no credentials', { AWS_ACCESS_KEY_ID: '' }],
    ['DynamoDB refuses connections', { DYNAMODB_ENDPOINT: refusing }],
  ])('fails at the first request, as without a rehearsal, where %s', async (_, settings) => {
    const env = { ...environment(), ...settings };
    const { seen } = await coldStart({ folder: rehearsed, env });
    expect(seen).toEqual((await coldStart({ folder: bare, env })).seen);
    expect(seen.responses[0]?.statusCode).toBeGreaterThanOrEqual(500);
  });
});

/** Middy's type has a third parameter. */
const callable: (event: never, context: never) => Promise<unknown> = updateContact;
const handle: Handler = (event, context) => callable(event as never, context as never);

describe('rehearse', () => {
  beforeAll(() => void Object.assign(process.env, environment()));

  it('returns the response to the request that the contract has as its example', async () => {
    const response = await rehearse(handle, scriptOf(contract), 60_000);
    expect(response).toMatchObject({ statusCode: 200 });
  });

  it('uses another key each time, which is of no use later', async () => {
    const keys: string[] = [];
    const handler: Handler = async (event, context) => {
      keys.push(String(event.headers.authorization));
      return handle(event, context);
    };
    for (let i = 0; i < 2; i++) await rehearse(handler, scriptOf(contract), 60_000);
    expect(new Set(keys).size).toBe(2);
    passTime(60_000);
    for (const authorization of keys) {
      const { status } = await call(updateContact, { id: contact.contactId, headers: { authorization }, body: {} });
      expect(status).toBe(401);
    }
  });

  it.each<[string, Handler]>([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken'))],
    ['never ends', () => new Promise(() => undefined)],
  ])('returns nothing, within its time, where the handler %s', async (_, handler) => {
    expect(await rehearse(handler, scriptOf(contract), 100)).toBeUndefined();
  });
});
