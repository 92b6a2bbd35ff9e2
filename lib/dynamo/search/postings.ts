import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { send } from '../table/client.ts';
import { keys, readSearchKey } from '../table/keys.ts';

/** That a word finds a contact. */
export type Posting = { readonly word: string; readonly contactId: string };

type Range = {
  readonly tenantId: string;
  /** What the sort keys begin with: `searchRange` or `wordRange`. */
  readonly range: string;
  readonly limit: number;
};

/** Lists the first postings of a range after one of them: by word, and within a word the newest contact first. */
export async function listPostings(
  { tenantId, range, limit }: Range,
  after?: Posting,
): Promise<{ readonly postings: readonly Posting[]; readonly isLast: boolean }> {
  const query = new QueryCommand({
    TableName: config.tableName(),
    KeyConditionExpression: 'tenantId = :tenant AND begins_with(contactId, :range)',
    ExpressionAttributeValues: { ':tenant': tenantId, ':range': range },
    Limit: limit,
    ...(after && { ExclusiveStartKey: { tenantId, contactId: keys.search(after.word, after.contactId) } }),
  });
  const { Items = [], LastEvaluatedKey } = await send((db) => db.send(query));
  return {
    postings: Items.map(({ contactId }) => readSearchKey(String(contactId))),
    isLast: LastEvaluatedKey === undefined,
  };
}

/** A contact that no UUID sorts behind, in the order of postings. */
const oldest = '00000000-0000-0000-0000-000000000000';

/** The place behind all postings of a word. */
export const behind = (word: string): Posting => ({ word, contactId: oldest });
