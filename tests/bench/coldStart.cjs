/**
 * A new process that loads a bundle and handles one event: `node coldStart.cjs <bundle> <event>`. Prints the CPU time
 * of the load, and of both, in microseconds. It is JavaScript, so that the measured time does not include type
 * stripping.
 */
const [, , file, event] = process.argv;
const parsed = JSON.parse(event);
const context = { awsRequestId: 'cold', getRemainingTimeInMillis: () => 10_000 };

const start = process.cpuUsage();
const { handler } = require(file);
const init = spent();
handler(parsed, context).then(({ statusCode }) => {
  const withFirstCall = spent();
  console.log(JSON.stringify({ statusCode, init, withFirstCall }));
});

function spent() {
  const { user, system } = process.cpuUsage(start);
  return user + system;
}
