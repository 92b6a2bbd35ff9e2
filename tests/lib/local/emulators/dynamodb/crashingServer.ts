import { startDynamoDb } from '../../../../../lib/local/emulators/dynamodb/startDynamoDb.ts';

/** The process that the crash test kills: serves the data in the directory of its argument and prints its URL. */
const [directory] = process.argv.slice(2);
if (!directory) throw new Error('a directory is required');
const { url } = await startDynamoDb({ port: 0, directory });
console.log(url);
