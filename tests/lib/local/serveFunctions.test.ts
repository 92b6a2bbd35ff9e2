import { mkdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { type FunctionServer, serveFunctions } from '../../../lib/local/serveFunctions.ts';
import { freePort } from '../../support/freePort.ts';
import { captureLog } from '../../support/log.ts';
import { until } from '../../support/until.ts';

// The handlers are below the project's root, like the bundle.
const name = `.build/tests/serveFunctions-${process.pid}`;
const file = resolve(`${name}.cjs`);
const code = `
  let open = Promise.withResolvers();
  let waiting = 0;
  const ok = (body) => ({ statusCode: 200, headers: { 'x-request-id': 'own' }, body: String(body) });
  exports.wait = async () => { waiting++; await open.promise; waiting--; return ok('done'); };
  exports.count = async () => waiting;
  exports.open = async () => { open.resolve(); open = Promise.withResolvers(); };
  exports.hang = () => new Promise(() => {});
  exports.fail = async () => { throw new Error('secret'); };
  exports.version = async () => ok(1);
  exports.limited = async () => ({ ...ok(1), headers: { 'x-request-id': 'own', ratelimit: '"tenant";r=1;t=1' } });
`;
const functionOf = (key: string, timeout: number) => ({
  name: key,
  handler: `${name}.${key}`,
  timeout,
  events: [{ httpApi: `GET /${key}` }],
});

const log = captureLog();
let functions: FunctionServer;
let url: string;
let lambdaUrl: string;

beforeAll(async () => {
  await mkdir(resolve('.build/tests'), { recursive: true });
  await writeFile(file, code);
  const [port, lambdaPort] = [Number(await freePort()), Number(await freePort())];
  url = `http://127.0.0.1:${port}`;
  lambdaUrl = `http://127.0.0.1:${lambdaPort}`;
  const definitions = {
    service: 'test',
    provider: { name: 'aws', runtime: 'nodejs24.x', environment: {}, httpApi: { payload: '2.0' } },
    custom: { 'serverless-offline': { host: '127.0.0.1', useInProcess: true, noSponsor: true } },
    functions: {
      hang: functionOf('hang', 0.1),
      ...Object.fromEntries(
        ['wait', 'count', 'open', 'fail', 'version', 'limited'].map((key) => [key, functionOf(key, 600)]),
      ),
    },
  };
  functions = serveFunctions({ definitions, file, port, lambdaPort });
  await functions.ready;
});
afterAll(async () => {
  await functions.close();
  await rm(file);
});

/** Invokes a function by the Lambda API, which is not limited. */
async function invoke(key: string): Promise<string> {
  const response = await fetch(join(lambdaUrl, `/2015-03-31/functions/${key}/invocations`), { method: 'POST' });
  return response.text();
}

async function untilWaiting(calls: number): Promise<void> {
  while ((await invoke('count')) !== String(calls));
}

describe('the served functions', () => {
  it('that run out of time give 503 and an error, and not 500', async () => {
    const response = await fetch(`${url}/hang`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toEqual({ error: 'The request took too long. Please try again.' });
  });

  it('that throw give 500 without the reason', async () => {
    const response = await fetch(`${url}/fail`);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ error: 'Something went wrong on our side. Please try again.' });
  });

  it('serve four requests of a caller at a time and let 100 wait; more get 503', async () => {
    const wait = (count: number) => Array.from({ length: count }, () => fetch(`${url}/wait`));
    const inProgress = wait(4);
    await untilWaiting(4);
    // One of these is too many.
    const more = wait(101);
    const shed = await Promise.race(more);
    expect(await invoke('count')).toBe('4');
    expect(shed.status).toBe(503);
    expect(shed.headers.get('retry-after')).toBe('1');
    expect(await shed.json()).toEqual({ error: expect.stringContaining('too many requests') });
    for (let waiting = 100; waiting >= 0; waiting -= 4) {
      await invoke('open');
      await untilWaiting(Math.min(waiting, 4));
    }
    const answers = await Promise.all([...inProgress, ...more]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(104);
    expect((await fetch(`${url}/version`)).status).toBe(200);
  });

  it('serve a caller whose credential they know while a flood of others waits', async () => {
    const [known, junk] = ['known', 'junk'].map((secret) => ({
      headers: { authorization: `Bearer ctk_test_${'t'.repeat(22)}_${secret}` },
    }));
    expect((await fetch(`${url}/limited`, known)).status).toBe(200);
    // It names the same tenant, but nothing has accepted it.
    expect((await fetch(`${url}/version`, junk)).status).toBe(200);
    const flood = Array.from({ length: 20 }, () => fetch(`${url}/wait`, junk));
    await untilWaiting(4);
    expect((await fetch(`${url}/version`, known)).status).toBe(200);
    expect(await invoke('count')).toBe('4');
    for (let waiting = 16; waiting >= 0; waiting -= 4) {
      await invoke('open');
      await untilWaiting(Math.min(waiting, 4));
    }
    expect((await Promise.all(flood)).every(({ status }) => status === 200)).toBe(true);
  });

  it('serve the next requests when the clients of waiting ones have closed their connections', async () => {
    const inProgress = Array.from({ length: 4 }, () => fetch(`${url}/wait`));
    await untilWaiting(4);
    const impatient = Array.from({ length: 60 }, () => fetch(`${url}/wait`, { signal: AbortSignal.timeout(50) }));
    await Promise.allSettled(impatient);
    const next = fetch(`${url}/version`);
    await invoke('open');
    expect((await next).status).toBe(200);
    expect((await Promise.all(inProgress)).every(({ status }) => status === 200)).toBe(true);
  });

  it.each([
    ['a method that HTTP does not know', 'FOO / HTTP/1.1\r\n\r\n', 501, 'The method of the request is unknown'],
    ['a long URL', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`, 431, expect.stringContaining('larger than 16 KB')],
    ['a long header', `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431, expect.stringContaining('16 KB')],
    ['another protocol', 'GET / FTP/1.0\r\n\r\n', 400, 'The request is not valid HTTP/1.1'],
  ])('are not called for a request with %s, whose response names the reason', async (_, request, status, error) => {
    const { port, hostname } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(request);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(body)).toEqual({ error });
    const requestId = /x-request-id: (\S+)/.exec(head)?.[1];
    await until(() => log.some((line) => line.requestId === requestId));
    expect(log).toContainEqual({ level: 'info', message: 'request rejected', status, reason: error, requestId });
  });

  it('log a line per request, without addresses in its path and its query string', async () => {
    const response = await fetch(`${url}/api/contacts/ada@example.org?email=ada@example.org`);
    const lines = () => log.filter(({ path }) => String(path).startsWith('/api/contacts'));
    while (lines().length === 0) await invoke('count');
    const requestId = response.headers.get('x-request-id');
    expect(lines()).toEqual([
      {
        level: 'info',
        message: 'request',
        method: 'GET',
        path: '/api/contacts/...',
        status: response.status,
        ms: expect.any(Number),
        requestId,
      },
    ]);
  });

  it('are loaded again after a reload', async () => {
    const version = async () => (await fetch(`${url}/version`)).text();
    expect(await version()).toBe('1');
    await writeFile(file, code.replace('ok(1)', 'ok(2)'));
    expect(await version()).toBe('1');
    functions.reload();
    expect(await version()).toBe('2');
  });

  it('finish the requests in progress before they end, and accept no others', async () => {
    const inProgress = fetch(`${url}/wait`);
    await untilWaiting(1);
    const finished = functions.finish();
    while (
      await fetch(`${url}/version`).then(
        ({ status }) => status === 200,
        () => false,
      )
    );
    await invoke('open');
    expect((await inProgress).status).toBe(200);
    await finished;
  });
});
