import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { send } from './client.ts';
import { failedConditions } from './failedConditions.ts';

/** Makes a write, and tells whether its condition held. Throws `unavailable`. */
export async function writeIf(write: (db: DynamoDBDocumentClient) => Promise<unknown>): Promise<boolean> {
  try {
    await send(write);
    return true;
  } catch (error) {
    failedConditions(error);
    return false;
  }
}
