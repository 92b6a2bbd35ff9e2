/**
 * A new process that loads a function as Lambda does, and handles one event: `node coldStart.cjs <function> <event>
 * [<cgroup>]`. The function is the path of its files without extension: `.mjs`, whose top-level await is part of the
 * init, or else `.cjs`. The process joins the cgroup after the init. Prints the CPU and wall time of both in
 * milliseconds. A line of the log goes straight to a file descriptor, as Lambda's runtime writes it. It is JavaScript,
 * so that the measured time does not include type stripping.
 */
const { existsSync, writeFileSync, writeSync } = require('node:fs');
const { pathToFileURL } = require('node:url');

const [, , path, event, cgroup] = process.argv;
const parsed = JSON.parse(event);
const context = { awsRequestId: 'cold', getRemainingTimeInMillis: () => 10_000 };

console.log = (line) => void writeSync(1, `${line}\n`);

async function main() {
  const initTime = startClock();
  const { handler } = existsSync(`${path}.mjs`) ? await import(pathToFileURL(`${path}.mjs`)) : require(`${path}.cjs`);
  const init = initTime();
  if (cgroup) writeFileSync(`${cgroup}/cgroup.procs`, String(process.pid));
  const callTime = startClock();
  const { statusCode } = await handler(parsed, context);
  console.log(JSON.stringify({ statusCode, init, call: callTime() }));
  // A connection to DynamoDB stays open.
  process.exit();
}

/** All threads of the process count. */
function startClock() {
  const cpu = process.cpuUsage();
  const start = performance.now();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { cpu: (user + system) / 1000, wall: performance.now() - start };
  };
}

void main();
