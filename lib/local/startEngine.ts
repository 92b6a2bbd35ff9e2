import { join } from 'node:path';
import type { OnStreamRecord } from './emulators/events/streamMapping.ts';
import type { Part } from './parts.ts';
import type { LocalSettings } from './settings.ts';

export interface Engine extends Part {
  readonly url: string;
  /** Absent if the engine does not report its changes. */
  readonly onStreamRecord?: OnStreamRecord;
}

/**
 * Starts the embedded DynamoDB on the data directory, or checks the engine that replaces it. Throws one sentence if it
 * cannot be used.
 */
export async function startEngine({ directory, dynamoDbPort, dynamoDbEndpoint }: LocalSettings): Promise<Engine> {
  if (dynamoDbEndpoint) {
    const { checkEngine } = await import('./checkEngine.ts');
    await checkEngine(dynamoDbEndpoint);
    return { url: dynamoDbEndpoint, close: async () => undefined };
  }
  const { checkDataVersion } = await import('./dataVersion.ts');
  await checkDataVersion(directory);
  const { startDynamoDb } = await import('./emulators/dynamodb/startDynamoDb.ts');
  return startDynamoDb({ port: dynamoDbPort, directory: join(directory, 'dynamodb') });
}
