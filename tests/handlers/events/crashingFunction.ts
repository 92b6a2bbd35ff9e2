import { deliver, type QueueHandler } from '../../support/deliver.ts';

/** The process that crash.test.ts kills. `crashingFunction.ts <function> <messages>` handles one batch. */
const [name = '', messages = ''] = process.argv.slice(2);
// Only the one function is loaded, because the test starts many of these processes.
const { handler }: { handler: QueueHandler } = await import(`../../../handlers/events/${name}.ts`);
const failed = await deliver(handler, JSON.parse(messages));
console.log(JSON.stringify(failed));
