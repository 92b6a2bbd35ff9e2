import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { bundle } from '../../../../lib/build/bundle.ts';
import { authorization, credentials, runBundle, serve, temporaryCredentials } from './bundled.ts';

const client = { region: 'eu-central-1', maxAttempts: 1 };

const clients = [
  {
    handler: 'secretsHandler',
    service: 'secretsmanager',
    serviceId: 'secrets-manager',
    target: 'secretsmanager.GetSecretValue',
    input: { SecretId: 'a' },
    reply: { Name: 'a', SecretString: 'hidden' },
  },
  {
    handler: 'eventsHandler',
    service: 'events',
    serviceId: 'eventbridge',
    target: 'AWSEvents.PutEvents',
    input: { Entries: [{ Source: 's', DetailType: 't', Detail: '{}' }] },
    reply: { FailedEntryCount: 0, Entries: [{ EventId: 'e' }] },
  },
  {
    handler: 'sqsHandler',
    service: 'sqs',
    serviceId: 'sqs',
    target: 'AmazonSQS.SendMessageBatch',
    input: { QueueUrl: 'queue', Entries: [{ Id: '0', MessageBody: 'a', DelaySeconds: 1 }] },
    reply: {
      Successful: [{ Id: '0', MessageId: 'm', MD5OfMessageBody: '0cc175b9c0f1b6a831c399e269772661' }],
      Failed: [],
    },
  },
];

const outdir = mkdtempSync(join(tmpdir(), 'bundle-'));
const fileOf = (handler: string): string => join(outdir, `${handler}.cjs`);
afterAll(() => rmSync(outdir, { recursive: true }));

describe.each(clients)('the only client in $handler', ({ handler, service, serviceId, target, input, reply }) => {
  const run = (event: object, env?: Record<string, string>, prelude?: string) =>
    runBundle(fileOf(handler), { input, ...event }, env, prelude);

  // Each in its own bundle, so that no client depends on a module of another one.
  beforeAll(() => bundle({ outdir, handlers: [join(import.meta.dirname, `${handler}.ts`)] }));

  it('signs a request, sends a user agent and reads the response', async () => {
    const asked = Promise.withResolvers<{ headers: IncomingHttpHeaders; body: string }>();
    const server = await serve(async (request, response) => {
      asked.resolve({ headers: request.headers, body: await text(request) });
      response.end(JSON.stringify(reply));
    });
    const outcome = await run({ client: { ...client, endpoint: server.endpoint } }, temporaryCredentials);
    server.close();
    expect(outcome.reply).toMatchObject(reply);
    const { headers, body } = await asked.promise;
    expect(JSON.parse(body)).toEqual(input);
    expect(headers['x-amz-target']).toBe(target);
    expect(headers['x-amz-security-token']).toBe('token');
    expect(headers.authorization).toBe(authorization(service, headers, body));
    expect(headers['user-agent']).toMatch(new RegExp(`^aws-sdk-js/3\\.[\\d.]+ api/${serviceId}#3\\.[\\d.]+$`));
  });

  it('rejects a logger, because it would not log', async () => {
    expect(await run({ client: { ...client, logger: {} } })).toMatchObject({
      error: { message: expect.stringContaining('do not log') },
    });
  });

  it('throws errors with the names of AWS', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(400).end('{"__type":"ResourceNotFoundException","message":"There is none"}');
    });
    const { error } = await run({ client: { ...client, endpoint: server.endpoint } });
    server.close();
    expect(error).toMatchObject({ name: 'ResourceNotFoundException', message: 'There is none' });
  });

  it.each([
    ['eu-central-1', 'eu-central-1.amazonaws.com'],
    ['cn-north-1', 'cn-north-1.amazonaws.com.cn'],
  ])('uses the regional endpoint of %s', async (region, host) => {
    const lookup = `require('node:dns').lookup = (host, options, done) => done(new Error('asked for ' + host))`;
    const { error } = await run({ client: { ...client, region } }, credentials, lookup);
    expect(error).toMatchObject({ message: `asked for ${service}.${host}` });
  });
});

it('rejects a global event bus endpoint', async () => {
  const { error } = await runBundle(fileOf('eventsHandler'), { client, input: { EndpointId: 'abc.123', Entries: [] } });
  expect(error).toMatchObject({ message: 'This bundle knows only the regional endpoints of events' });
});
