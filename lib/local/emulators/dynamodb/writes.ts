import type { Database } from './database.ts';
import { db, dynaliteOperation, type Item, type WriteRequest } from './dynalite.ts';
import { ApiError } from './errors.ts';
import { isMet, orderedSections } from './expressions.ts';
import { type Operations, operation } from './operation.ts';
import type { Overlay } from './overlay.ts';
import { type ItemReference, itemKey, withLockedItems } from './withLocks.ts';

export type WriteName = 'PutItem' | 'UpdateItem' | 'DeleteItem';

const oldItemOnFailure = { ReturnValuesOnConditionCheckFailure: { type: 'String', enum: ['ALL_OLD', 'NONE'] } };

/** dynalite's write operations, with a request field that they lack. */
export const dynaliteWrites = {
  PutItem: withOldItem('PutItem'),
  UpdateItem: withOldItem('UpdateItem'),
  DeleteItem: withOldItem('DeleteItem'),
};

function withOldItem(name: WriteName) {
  const { types, ...rest } = dynaliteOperation(name);
  return { ...rest, types: { ...types, ...oldItemOnFailure } };
}

/** Throws ConditionalCheckFailedException (with the item, if requested) unless the request's condition is met. */
export async function checkCondition(overlay: Overlay, request: WriteRequest): Promise<void> {
  if (!request._condition) return;
  const old = await currentItem(overlay, request);
  if (isMet(request._condition.expression, old ?? {})) return;
  const returned = request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && old ? { Item: old } : {};
  throw new ApiError('ConditionalCheckFailedException', 'The conditional request failed', returned);
}

/** Runs one write on the overlay if its condition is met, and returns dynalite's response. */
export async function write(overlay: Overlay, name: WriteName, request: WriteRequest): Promise<object> {
  await checkCondition(overlay, request);
  const { _condition, ...unconditional } = request;
  if (request._updates) {
    const old = (await currentItem(overlay, request)) ?? {};
    unconditional._updates = { ...request._updates, sections: orderedSections(request._updates.sections, old) };
  }
  const reply: { Attributes?: Item } = await overlay.run(dynaliteWrites[name].action, unconditional);
  // DynamoDB omits empty Attributes, for example for UPDATED_NEW of an attribute that was removed.
  if (reply.Attributes && Object.keys(reply.Attributes).length === 0) delete reply.Attributes;
  return reply;
}

async function currentItem(overlay: Overlay, request: WriteRequest): Promise<Item | undefined> {
  const key = itemKey(await overlay.table(request.TableName), request);
  return (await overlay.get(key)) as Item | undefined;
}

function writeOperation(name: WriteName) {
  return operation(dynaliteWrites[name], (database: Database, request: WriteRequest) =>
    withLockedItems(database, [request], (overlay) => write(overlay, name, request)),
  );
}

interface BatchWriteRequest {
  RequestItems: Record<string, { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]>;
}

const batchWriteItem = dynaliteOperation('BatchWriteItem');

/** PutItem, UpdateItem, DeleteItem and BatchWriteItem. */
export const writeOperations: Operations = {
  PutItem: writeOperation('PutItem'),
  UpdateItem: writeOperation('UpdateItem'),
  DeleteItem: writeOperation('DeleteItem'),
  BatchWriteItem: operation(batchWriteItem, (database: Database, request: BatchWriteRequest) => {
    const items = Object.entries(request.RequestItems).flatMap(([TableName, requests]) =>
      requests.map(({ PutRequest, DeleteRequest }): ItemReference => ({ TableName, ...PutRequest, ...DeleteRequest })),
    );
    if (items.length > 25) throw db.validationError('Too many items requested for the BatchWriteItem call');
    return withLockedItems(database, items, (overlay) => overlay.run(batchWriteItem.action, request));
  }),
};
