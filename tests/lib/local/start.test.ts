import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRelease } from '../../../lib/build/release.ts';
import { lockDataDirectory } from '../../../lib/local/dataDirectory.ts';
import type { Demo } from '../../../lib/local/demo.ts';
import { greeting } from '../../../lib/local/greeting.ts';
import { foreignHosts, foreignPages, foreignTo, ownOf, refused, send, sendAll } from '../../support/foreignRequests.ts';
import { freePorts } from '../../support/freePort.ts';
import { processUse } from '../../support/processUse.ts';

/** The line that `npm start` prints when it serves requests. */
const isReady = /"message":"ready"/;

/** A copy of the project, so that a test may change its source. */
let root: string;
let directory: string;
let ports: number[];
let environment: NodeJS.ProcessEnv;
const started: ChildProcess[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'start-'));
  for (const path of ['handlers', 'lib', 'schemas', 'package.json', 'package-lock.json', 'serverless.yml'])
    await cp(path, join(root, path), { recursive: true });
  await symlink(resolve('node_modules'), join(root, 'node_modules'));
  directory = join(root, 'data');
  const free = await freePorts();
  ports = Object.values(free).map(Number);
  environment = {
    ...process.env,
    LOCAL_DIRECTORY: directory,
    ALLOWED_ORIGINS: 'https://app.example',
    ...free,
  };
  delete environment.DYNAMODB_ENDPOINT;
});

afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  await rm(root, { recursive: true, force: true });
});

describe('npm start', () => {
  it('prints a PATCH that works, keeps its data over a restart, and frees its ports at its end', async () => {
    const first = runLocal('start.ts');
    await first.until(isReady);
    expect(first.lines()[0]).toMatchObject({ message: 'starting the contact service' });
    const step = { level: 'info', message: 'started', what: 'tables', ms: expect.any(Number) };
    expect(first.lines()).toContainEqual({ time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), ...step });
    const demoFile = join(directory, 'demo.json');
    expect(first.lines()).toContainEqual(
      expect.objectContaining({ message: 'ready', url: `http://127.0.0.1:${ports[0]}`, demo: demoFile }),
    );
    // Nothing that the service asks itself looks like a failure.
    expect(first.text()).not.toMatch(/"status":[45]|"level":"error"/);
    const demo: Demo = JSON.parse(await readFile(demoFile, 'utf8'));
    const patch = printedPatch(greeting(demo, true));
    const answer = await fetch(patch.url, patch.init);
    expect(answer.status).toBe(200);
    const contact = (await answer.json()) as { id: string; email: string };
    expect(contact).toMatchObject({ firstName: 'Henrik B.', lastName: 'Larsen' });

    expect(demo).toMatchObject({
      url: `http://127.0.0.1:${ports[0]}`,
      lambdaUrl: `http://127.0.0.1:${ports[1]}`,
      dynamodb: `http://127.0.0.1:${ports[2]}`,
      eventsUrl: `http://127.0.0.1:${ports[3]}`,
      crm: {
        url: `http://127.0.0.1:${ports[4]}/mcp`,
        known: { email: expect.any(String), externalRef: expect.any(String) },
        ambiguous: { email: expect.any(String) },
      },
      tenants: [{ contacts: [{ id: contact.id, email: contact.email }, {}, {}, {}] }, {}],
    });
    for (const file of ['demo.json', 'issuer.json', 'crm.json', 'secrets.json'])
      expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);

    const connection = await fetch(`${demo.url}/api/crm-connection`, {
      headers: patch.untyped,
    });
    expect(await connection.json()).toMatchObject({ url: demo.crm.url, auth: { type: 'bearer' }, status: 'ok' });

    // Requests that serverless-offline itself rejects or answers.
    for (const path of ['/api/contacts/%zz', '/nowhere']) {
      const rejected = await fetch(demo.url + path);
      expect(rejected.headers.get('x-request-id')).toBeTruthy();
      expect(await rejected.json()).toEqual({ error: expect.any(String) });
    }

    const preflight = await fetch(patch.url, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'PATCH' },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([
      204,
      'https://app.example',
    ]);
    const health = await fetch(`${demo.url}/api/health`, { headers: { origin: 'https://app.example' } });
    expect(health.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(await health.json()).toEqual({ status: 'ok', ...readRelease(root) });
    await first.until(/"event".*"contact.created"/);
    expect(first.lines()).toContainEqual(
      expect.objectContaining({ message: 'event', type: 'contact.created', outcome: 'done', ms: expect.any(Number) }),
    );
    const list = () => fetch(`${demo.url}/api/contacts?limit=8`, { headers: patch.untyped });
    expect((await list()).status).toBe(200);
    await first.until(/"path":"\/api\/contacts",/);
    expect(first.text()).not.toContain('limit=');

    const [api = 0, ...others] = ports;
    const foreign = await Promise.all([
      ...others.map((port) => sendAll(port, foreignTo(port))),
      sendAll(api, foreignHosts(api)),
    ]);
    expect(foreign.flat()).toEqual(Array(foreign.flat().length).fill(expect.objectContaining(refused)));
    const own = await Promise.all(ports.map((port) => sendAll(port, ownOf(port))));
    expect(own.flat().map(({ status }) => status)).not.toContain(403);
    // Functions decide about the origins of pages that call the API; links to its pages work.
    const called = await sendAll(api, foreignPages(api));
    expect(called.map(({ status }) => status)).not.toContain(403);
    expect(called.map(({ allowed }) => allowed)).toEqual(Array(called.length).fill(undefined));
    const docs = { path: '/docs', headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' } };
    expect(await send(api, { kind: 'a link', ...docs })).toMatchObject({ status: 200 });

    // A change of a schema reaches the functions through the compiled contract.
    const schema = join(root, 'schemas/parts.ts');
    const [before, limit] = [await readFile(schema, 'utf8'), 'maximum: 100,'];
    expect(before).toContain(limit);
    await writeFile(schema, before.replace(limit, 'maximum: 7,'));
    await first.until(/"reloaded"/);
    expect((await list()).status).toBe(400);

    // serverless-offline would take this body for JSON.
    const untyped = await fetch(patch.url, {
      ...patch.init,
      headers: patch.untyped,
      body: Buffer.from('{"name":"X"}'),
    });
    expect(untyped.status).toBe(415);

    expect(await result(runLocal('start.ts'))).toEqual({
      code: 1,
      text: `Port ${ports[0]} is in use. Stop the program that listens there, or choose another port: PORT=<port> npm start`,
    });
    expect(await result(runLocal('reset.ts'))).toEqual({
      code: 1,
      text: `npm start is using ${directory}. Stop it with Ctrl-C first.`,
    });

    const deleted = await fetch(`${demo.url}/api/crm-connection`, { method: 'DELETE', headers: patch.untyped });
    expect(deleted.ok).toBe(true);

    const inProgress = openRequest(patch);
    // The service has the headers: it would close a connection on which it has received nothing.
    expect(String((await once(inProgress, 'data'))[0])).toMatch(/^HTTP\/1.1 100 Continue/);
    first.child.kill('SIGINT');
    await first.until(/"stopping/);
    inProgress.write(patch.init.body);
    expect(String((await once(inProgress, 'data'))[0])).toMatch(/^HTTP\/1.1 200 OK/);
    inProgress.destroy();
    expect(await first.exit).toEqual([0, null]);
    expect(await Promise.all(ports.map(isOpen))).not.toContain(true);

    const bundle = join(root, '.build/local/functions.cjs');
    const built = (await stat(bundle)).mtimeMs;
    // No file may become larger than 2 MB: the bundle exists already.
    const second = runLocal('start.ts', 'ulimit -f 2048;');
    await second.until(isReady);
    expect(JSON.parse(await readFile(demoFile, 'utf8'))).toEqual(demo);
    // esbuild has ended, and was not needed for an unchanged source. The limits are twice the aims of npm run
    // bench:start.
    if (process.platform === 'linux') {
      const use = processUse(Number(second.child.pid));
      expect(use.processes).toBe(1);
      expect(use.cpuSeconds).toBeLessThan(10);
      expect(use.megabytes).toBeLessThan(1000);
    }
    expect((await stat(bundle)).mtimeMs).toBe(built);
    const kept = await fetch(patch.url, { headers: patch.untyped });
    expect(await kept.json()).toEqual({ ...contact, updatedAt: expect.any(String) });
    const still = await fetch(`${demo.url}/api/crm-connection`, { headers: patch.untyped });
    expect(still.status).toBe(404);

    // SQLite cannot store these messages.
    const large = {
      Source: 'platform',
      DetailType: 'channel.message_received',
      Detail: JSON.stringify({ text: 'x'.repeat(250_000) }),
    };
    const isStored = await fetch(demo.eventsUrl, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSEvents.PutEvents' },
      body: JSON.stringify({ Entries: Array.from({ length: 10 }, () => large) }),
    }).then(
      ({ ok }) => ok,
      () => false,
    );
    expect(isStored).toBe(false);
    expect(await result(second)).toEqual({
      code: 1,
      text: `Cannot use ${join(directory, 'queues.sqlite')}: disk I/O error.`,
    });
    expect(second.text()).not.toContain('    at ');
    const third = runLocal('start.ts');
    await third.until(/"started"/);
    third.child.kill('SIGKILL');
    await third.exit;
    await until(async () => !(await Promise.all(ports.map(isOpen))).includes(true));

    expect(await result(runLocal('reset.ts'))).toEqual({ code: 0, text: `Deleted ${directory}.` });
    await expect(stat(directory)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('frees its ports when it is stopped while it starts', async () => {
    const service = runLocal('start.ts');
    await until(() => isOpen(ports[2]));
    service.child.kill('SIGTERM');
    expect(await service.exit).toEqual([0, null]);
    expect(await Promise.all(ports.map(isOpen))).not.toContain(true);
  });

  it('rejects two equal ports', async () => {
    const own = environment.LAMBDA_PORT;
    environment.LAMBDA_PORT = environment.PORT;
    expect(await result(runLocal('start.ts'))).toEqual({
      code: 1,
      text: 'PORT, LAMBDA_PORT, DYNAMODB_PORT, EVENTS_PORT, CRM_PORT and SECRETS_PORT must be different ports.',
    });
    environment.LAMBDA_PORT = own;
  });

  it('rejects an invalid port', async () => {
    environment.PORT = 'http';
    expect(await result(runLocal('start.ts'))).toEqual({
      code: 1,
      text: 'PORT must be a port number from 1 to 65535, not "http".',
    });
  });
});

describe('npm start ends with one sentence, and starts nothing,', () => {
  const refused = async (more: NodeJS.ProcessEnv) => {
    const other = await mkdtemp(join(tmpdir(), 'start-refused-'));
    environment = { ...environment, ...(await freePorts()), LOCAL_DIRECTORY: other, DYNAMODB_ENDPOINT: '', ...more };
    return other;
  };
  const expectRefusal = async (sentence: string) => {
    expect(await result(runLocal('start.ts'))).toEqual({ code: 1, text: sentence });
  };

  it('if the directory is in use, also by a service with another engine', async () => {
    const other = await refused({ DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' });
    const unlock = await lockDataDirectory(other);
    await expectRefusal(`npm start is using ${other}. Stop it with Ctrl-C first.`);
    unlock();
    await rm(other, { recursive: true });
  });

  it.each(['demo.json', 'issuer.json'])('if %s is damaged', async (name) => {
    const other = await refused({});
    await writeFile(join(other, name), '{');
    await expectRefusal(
      `${join(other, name)} is damaged (it is not JSON): delete it, or all local data with npm run reset.`,
    );
    await rm(other, { recursive: true });
  });

  it('if the engine is down', async () => {
    const other = await refused({ DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' });
    await expectRefusal('http://127.0.0.1:1 (DYNAMODB_ENDPOINT) does not respond: connect ECONNREFUSED 127.0.0.1:1.');
    await rm(other, { recursive: true });
  });
});

interface Command {
  readonly child: ChildProcess;
  /** The exit code and signal. */
  readonly exit: Promise<unknown[]>;
  text(): string;
  /** The JSON lines of the output so far. */
  lines(): { message?: string }[];
  /** The output, once it matches. Rejects if the process ends before. */
  until(pattern: RegExp): Promise<string>;
}

/** Runs a file of lib/local, after `before` in the same shell. */
function runLocal(command: string, before = ''): Command {
  const words = ['-c', `${before} exec "$0" "$1"`, process.execPath, join(root, 'lib/local', command)];
  const child = spawn('bash', words, { cwd: root, env: environment });
  started.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      text += chunk;
    });
  const exit = once(child, 'close');
  return {
    child,
    exit,
    text: () => text,
    lines: () => text.split('\n').flatMap((line) => (line.startsWith('{') ? JSON.parse(line) : [])),
    async until(pattern) {
      while (!pattern.test(text)) {
        const ended = exit.then(() => {
          throw new Error(`The process ended without printing ${pattern}: ${text}`);
        });
        await Promise.race([once(child.stdout ?? child, 'data'), ended]);
      }
      return text;
    },
  };
}

/** The exit code, and the last line that was printed: its message if it is JSON. */
async function result({ exit, text, lines }: Command): Promise<{ code: unknown; text: string }> {
  const [code] = await exit;
  const last = text().trim().split('\n').at(-1) ?? '';
  return { code, text: last.startsWith('{') ? (lines().at(-1)?.message ?? '') : last };
}

/** A connection on which the headers of the printed PATCH have been sent, but not its body. */
function openRequest({ url, init }: ReturnType<typeof printedPatch>): Socket {
  const { host, hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  const headers = Object.entries({
    host,
    ...init.headers,
    'content-length': init.body.length,
    expect: '100-continue',
  });
  socket.write(`PATCH ${pathname} HTTP/1.1\r\n${headers.map((header) => header.join(': ')).join('\r\n')}\r\n\r\n`);
  return socket;
}

function printedPatch(text: string) {
  const [, url = '', authorization = '', body = ''] =
    /^curl -X PATCH (\S+) -H 'authorization: ([^']+)' -H 'content-type: application\/json' -d '([^']+)'$/m.exec(text) ??
    [];
  return {
    url,
    untyped: { authorization },
    init: { method: 'PATCH', headers: { authorization, 'content-type': 'application/json' }, body },
  };
}

async function isOpen(port = 0): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const open = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'close').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return open;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 100_000; Date.now() < end; await sleep(20)) if (await condition()) return;
  throw new Error('The condition was not met within 100 s');
}
