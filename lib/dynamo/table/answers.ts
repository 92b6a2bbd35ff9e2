import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { ContactError } from '../../contacts/ContactError.ts';
import { send } from './client.ts';
import { keys, otherAnswers } from './keys.ts';
import { type Found, type Write, writeAll } from './writeAll.ts';

/** A request with an idempotency key, as hashes: of the credential and the key, and of what is requested. */
export type KeyedRequest = { readonly tenantId: string; readonly keyHash: string; readonly requestHash: string };

/** A stored response. The body is JSON text, because DynamoDB does not keep the order of properties. */
export type Answer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** A stored response about a contact, and when it expires (epoch seconds). */
export type StoredAnswer = Answer & { readonly expiresAt: number };

/** Reads one. The table holds only what lib/dynamo wrote, so its form is not checked again. */
export const asStoredAnswer = (item: Record<string, unknown>): StoredAnswer => item as StoredAnswer;

/** A response that is to be stored with a change. */
export type NewAnswer = {
  readonly request: KeyedRequest;
  readonly answer: Answer;
  /** Another contact that the response is about. */
  readonly otherId?: string;
  /** Called when both are stored. */
  readonly onStored: () => void;
};

/** Makes the response that is to be stored, from the result of the change. */
export type Answering<Result> = (result: Result) => NewAnswer;

const storedSeconds = 24 * 3600;

const nowInSeconds = (): number => Math.floor(Date.now() / 1000);

/**
 * Finds the response to an earlier request with the same key. Strongly consistent. Throws `idempotency_key_reused` if
 * that was another request, and if the contact of the response has been erased since.
 */
export async function findAnswer({ tenantId, keyHash, requestHash }: KeyedRequest): Promise<Answer | undefined> {
  const item = await findItem(tenantId, keys.idempotency(keyHash));
  if (item === undefined) return undefined;
  if (item.requestHash !== requestHash) {
    throw keyReused('The Idempotency-Key was used for another request; send a new one with each change');
  }
  const [ownerId, otherId] = [item.ownerId, item.otherId].map((id) => (typeof id === 'string' ? id : undefined));
  const answer = ownerId === undefined ? item : await findItem(tenantId, keys.answer(ownerId, keyHash, otherId));
  if (answer === undefined) throw keyReused('The contact of the first response has been erased since');
  return answer;
}

/** The error for a key whose response the caller cannot get. */
export const keyReused = (message: string): ContactError => new ContactError('idempotency_key_reused', message);

async function findItem(tenantId: string, contactId: string): Promise<Record<string, unknown> | undefined> {
  const get = new GetCommand({ TableName: config.tableName(), Key: { tenantId, contactId }, ConsistentRead: true });
  const { Item } = await send((db) => db.send(get));
  // DynamoDB deletes it late.
  return Item && Item.expiresAt > nowInSeconds() ? Item : undefined;
}

const isAnswered = Symbol('the request has been answered');

/**
 * Makes all writes or none, as `writeAll` does, and stores the response with them, if there is one to store. One about
 * a contact has an item of its own beside that of the key, so that it goes when the contact is erased; one about two
 * has the same item for each. Throws `unavailable`, also where a simultaneous request with the same key has made its
 * change: its response can be found then.
 */
export async function writeAnswered<Meaning>(
  writes: readonly Write<Meaning>[],
  newAnswer: NewAnswer | undefined,
  ownerId?: string,
): Promise<(Found & { readonly meaning: Meaning })[]> {
  if (newAnswer === undefined) return writeAll(writes);
  const operations = answerOperations(newAnswer, ownerId);
  // They come first, because whatever else fails may be due to the other request.
  const own = operations.map((operation) => ({ operation, onFailure: isAnswered }) as const);
  const failures = await writeAll<Meaning | typeof isAnswered>([...own, ...writes]);
  if (failures.length === 0) newAnswer.onStored();
  return failures.map(({ meaning, found }) => {
    if (meaning !== isAnswered) return { meaning, found };
    throw new ContactError(
      'unavailable',
      'Another request with this Idempotency-Key is in progress. Please try again.',
    );
  });
}

function answerOperations({ request, answer, otherId }: NewAnswer, ownerId?: string) {
  const { tenantId, keyHash, requestHash } = request;
  const now = nowInSeconds();
  const expiresAt = now + storedSeconds;
  const TableName = config.tableName();
  const item = { tenantId, contactId: keys.idempotency(keyHash), requestHash, expiresAt };
  const isNew = {
    ConditionExpression: 'attribute_not_exists(contactId) OR expiresAt <= :now',
    ExpressionAttributeValues: { ':now': now },
  };
  if (ownerId === undefined) return [{ Put: { TableName, Item: { ...item, ...answer }, ...isNew } }];
  const answerKey = keys.answer(ownerId, keyHash, otherId);
  return [
    { Put: { TableName, Item: { ...item, ownerId, ...(otherId !== undefined && { otherId }) }, ...isNew } },
    ...[answerKey, ...otherAnswers(answerKey)].map((contactId) => ({
      Put: { TableName, Item: { tenantId, contactId, expiresAt, ...answer } },
    })),
  ];
}
