import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DynamoDb, startDynamoDb } from '../../lib/local/emulators/dynamodb/startDynamoDb.ts';

declare global {
  /** The engine that all test files share, in Jest's main process. */
  var sharedEngine: DynamoDb | undefined;
}

/**
 * Starts the DynamoDB engine that all test files share, unless DYNAMODB_ENDPOINT names another one. Lets the processes
 * that tests start keep their compiled code, because most of them load the same modules.
 */
export default async function globalSetup(): Promise<void> {
  process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'contact-service-compiled');
  if (process.env.DYNAMODB_ENDPOINT) return;
  // It holds the data of all test files, and no test waits for it to sweep them.
  globalThis.sharedEngine = await startDynamoDb({ port: 0, sweepMs: 3_600_000 });
  process.env.SHARED_DYNAMODB_ENDPOINT = globalThis.sharedEngine.url;
}
