/** The process that crash.test.ts kills. `crashingFunction.cjs <bundle> <message>` handles one message. */
const [file, message] = process.argv.slice(2);
const { handler } = require(file);

const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => 10_000 };
handler({ Records: [JSON.parse(message)] }, context).then((failed) => console.log(JSON.stringify(failed)));
