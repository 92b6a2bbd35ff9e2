import { DynamoDBClient, DynamoDBServiceException, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { region } from './settings.ts';

/** Throws one sentence unless DynamoDB accepts requests at `endpoint`, the value of DYNAMODB_ENDPOINT. */
export async function checkEngine(endpoint: string, timeoutMs = 10_000): Promise<void> {
  const problem = await findProblem(endpoint, timeoutMs);
  if (problem) throw new Error(`${endpoint} (DYNAMODB_ENDPOINT) ${problem}.`);
}

async function findProblem(endpoint: string, timeoutMs: number): Promise<string | undefined> {
  const client = new DynamoDBClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: { connectionTimeout: timeoutMs, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
  });
  const isOther = 'does not respond as DynamoDB does';
  try {
    const { TableNames } = await client.send(new ListTablesCommand({}));
    return TableNames ? undefined : isOther;
  } catch (error) {
    const { name, message, $metadata }: { name?: string; message?: string; $metadata?: { httpStatusCode?: number } } =
      Object(error);
    if ($metadata?.httpStatusCode === undefined) {
      // OpenSSL's message has several lines.
      return message?.includes('EPROTO') ? 'does not respond to HTTPS' : `does not respond: ${message}`;
    }
    // The SDK's name of an error without DynamoDB's own, and the error of other AWS services and of their emulators
    // here.
    const isForeign = name === 'Unknown' || name === 'UnknownOperationException';
    if (!(error instanceof DynamoDBServiceException) || isForeign) return isOther;
    return `rejects requests: ${message?.replace(/\.$/, '')}`;
  } finally {
    client.destroy();
  }
}
