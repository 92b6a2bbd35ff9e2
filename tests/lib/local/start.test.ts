import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRelease } from '../../../lib/build/release.ts';
import { lockDataDirectory } from '../../../lib/local/dataDirectory.ts';

const portNames = ['PORT', 'LAMBDA_PORT', 'DYNAMODB_PORT', 'EVENTS_PORT', 'CRM_PORT', 'SECRETS_PORT'];
const root = resolve(import.meta.dirname, '../../..');

let directory: string;
let ports: number[];
let environment: NodeJS.ProcessEnv;
const started: ChildProcess[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'start-'));
  ports = await Promise.all(Array.from({ length: 6 }, freePort));
  environment = {
    ...process.env,
    LOCAL_DIRECTORY: directory,
    ALLOWED_ORIGINS: 'https://app.example',
    PORT: `${ports[0]}`,
    LAMBDA_PORT: `${ports[1]}`,
    DYNAMODB_PORT: `${ports[2]}`,
    EVENTS_PORT: `${ports[3]}`,
    CRM_PORT: `${ports[4]}`,
    SECRETS_PORT: `${ports[5]}`,
  };
  delete environment.DYNAMODB_ENDPOINT;
});

afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

describe('npm start', () => {
  it('prints a PATCH that works, keeps its data over a restart, and frees its ports at its end', async () => {
    const first = runLocal('start.ts');
    const greeting = await outputUntil(first, 'curl ');
    const patch = printedPatch(greeting);
    const answer = await fetch(patch.url, patch.init);
    expect(answer.status).toBe(200);
    const contact = (await answer.json()) as { id: string; email: string };
    expect(contact).toMatchObject({ firstName: 'Henrik B.', lastName: 'Larsen' });

    const demo = JSON.parse(await readFile(join(directory, 'demo.json'), 'utf8'));
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
      tenants: [{ contacts: [{ id: contact.id, email: contact.email }, {}, {}] }, {}],
    });
    for (const file of ['demo.json', 'issuer.json', 'crm.json', 'secrets.json'])
      expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);

    const { tenants, crm } = demo;
    const connection = await fetch(`${demo.url}/api/crm-connection`, {
      headers: { authorization: `Bearer ${tenants[0].apiKey}` },
    });
    expect(await connection.json()).toMatchObject({ url: crm.url, auth: { type: 'bearer' }, status: 'ok' });

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

    // serverless-offline would take this body for JSON.
    const untyped = await fetch(patch.url, {
      ...patch.init,
      headers: patch.untyped,
      body: Buffer.from('{"name":"X"}'),
    });
    expect(untyped.status).toBe(415);

    expect(await result(runLocal('start.ts'))).toEqual({
      code: 1,
      text: `Port ${ports[0]} is in use. Stop the program that listens there, or choose another port: PORT=<port> npm start\n`,
    });
    expect(await result(runLocal('reset.ts'))).toEqual({
      code: 1,
      text: `npm start is using ${directory}. Stop it with Ctrl-C first.\n`,
    });

    first.kill('SIGINT');
    expect(await once(first, 'exit')).toEqual([0, null]);
    expect(await Promise.all(ports.map(isOpen))).not.toContain(true);

    const second = runLocal('start.ts');
    expect(await outputUntil(second, 'curl ')).toBe(greeting);
    const { url, init } = printedPatch(greeting);
    const kept = await fetch(url, { headers: init.headers });
    expect(await kept.json()).toEqual(contact);
    second.kill('SIGKILL');
    await once(second, 'exit');
    await until(async () => !(await Promise.all(ports.map(isOpen))).includes(true));

    expect(await result(runLocal('reset.ts'))).toEqual({ code: 0, text: `Deleted ${directory}.\n` });
    await expect(stat(directory)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('frees its ports when it is stopped while it starts', async () => {
    const service = runLocal('start.ts');
    await until(() => isOpen(ports[2]));
    service.kill('SIGTERM');
    expect(await once(service, 'exit')).toEqual([0, null]);
    expect(await Promise.all(ports.map(isOpen))).not.toContain(true);
  });

  it('rejects two equal ports', async () => {
    const own = environment.LAMBDA_PORT;
    environment.LAMBDA_PORT = environment.PORT;
    expect(await result(runLocal('start.ts'))).toEqual({
      code: 1,
      text: 'PORT, LAMBDA_PORT, DYNAMODB_PORT, EVENTS_PORT, CRM_PORT and SECRETS_PORT must be different ports.\n',
    });
    environment.LAMBDA_PORT = own;
  });

  it('rejects an invalid port', async () => {
    environment.PORT = 'http';
    expect(await result(runLocal('start.ts'))).toEqual({
      code: 1,
      text: 'PORT must be a port number from 1 to 65535, not "http".\n',
    });
  });
});

describe('npm start ends with one sentence, and starts nothing,', () => {
  const refused = async (more: NodeJS.ProcessEnv) => {
    const other = await mkdtemp(join(tmpdir(), 'start-refused-'));
    const free = Object.fromEntries(await Promise.all(portNames.map(async (name) => [name, `${await freePort()}`])));
    environment = { ...environment, ...free, LOCAL_DIRECTORY: other, DYNAMODB_ENDPOINT: '', ...more };
    return other;
  };
  const expectRefusal = async (sentence: string) => {
    const { code, text } = await result(runLocal('start.ts'));
    expect([code, text.trim().split('\n').at(-1)]).toEqual([1, sentence]);
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

function runLocal(command: string): ChildProcess {
  const words = ['--disable-warning=ExperimentalWarning', join(root, 'lib/local', command)];
  const child = spawn(process.execPath, words, { cwd: root, env: environment });
  started.push(child);
  return child;
}

/** The output of the process up to the line that begins with `words`. */
async function outputUntil({ stdout, stderr }: ChildProcess, words: string): Promise<string> {
  let text = '';
  let errors = '';
  stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  // The stream stays open: a process that writes to a closed pipe is killed.
  for await (const chunk of stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    text += chunk;
    if (new RegExp(`^${words}.*\n`, 'm').test(text)) return text;
  }
  throw new Error(`The process ended without printing "${words}": ${text}${errors}`);
}

async function result(child: ChildProcess): Promise<{ code: unknown; text: string }> {
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      text += chunk;
    });
  const [code] = await once(child, 'close');
  return { code, text };
}

function printedPatch(greeting: string) {
  const [, url = '', authorization = '', body = ''] =
    /^curl -X PATCH (\S+) -H 'authorization: ([^']+)' -H 'content-type: application\/json' -d '([^']+)'$/m.exec(
      greeting,
    ) ?? [];
  return {
    url,
    untyped: { authorization },
    init: { method: 'PATCH', headers: { authorization, 'content-type': 'application/json' }, body },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
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
