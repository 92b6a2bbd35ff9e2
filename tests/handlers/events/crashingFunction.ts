import { handler as deriveCompany } from '../../../handlers/events/deriveCompany.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { handler as enrichContact } from '../../../handlers/events/enrichContact.ts';
import { deliver, type QueueHandler } from '../../support/deliver.ts';

/** The process that crash.test.ts kills. `crashingFunction.ts <function> <messages>` handles one batch. */
const [name = '', messages = ''] = process.argv.slice(2);
const functions: Readonly<Record<string, QueueHandler>> = { deriveCompany, detectSender, enrichContact };
const handler = functions[name];
if (!handler) throw new Error(`There is no function ${name}`);
const failed = await deliver(handler, JSON.parse(messages));
console.log(JSON.stringify(failed));
