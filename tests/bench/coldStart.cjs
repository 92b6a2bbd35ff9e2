/**
 * A fresh process that loads a bundle, then handles one event: `node coldStart.cjs <bundle> <event>`. Prints the CPU time of
 * both in microseconds. It is JavaScript so that stripping types takes no part in what it measures.
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
