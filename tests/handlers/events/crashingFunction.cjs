/** The process that crash.test.ts kills. `crashingFunction.cjs <bundle> <event>` handles one event. */
const [file, event] = process.argv.slice(2);
const { handler } = require(file);

const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => 10_000 };
handler(JSON.parse(event), context).then((result) => console.log(JSON.stringify(result)));
