import type { AttributeValue, CancellationReason } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { ContactError } from '../../contacts/ContactError.ts';
import { send } from './client.ts';

/** One write, or one check, of a transaction. */
export type Operation = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/**
 * What a failed condition found: the item that it was about; `undefined` where there is none, or it was not asked for.
 */
export type Found = { readonly found: Record<string, unknown> | undefined };

/** An operation, and what it means that its condition fails. */
export type Write<Meaning> = { readonly operation: Operation; readonly onFailure: Meaning };

/**
 * Makes all writes or none: a single put, update or delete as such, which costs half as much, and everything else as
 * one transaction. Returns the writes whose conditions failed, in their order; an empty list means that all are made.
 * Throws `unavailable`.
 */
export async function writeAll<Meaning>(writes: readonly Write<Meaning>[]): Promise<(Found & { meaning: Meaning })[]> {
  const outcome = await attempt(() => request(writes.map(({ operation }) => operation)));
  if ('reply' in outcome) return [];
  return writes.flatMap(({ onFailure }, place) => {
    const failure = outcome.failed[place];
    return failure ? [{ ...failure, meaning: onFailure }] : [];
  });
}

function request(operations: readonly Operation[]): Promise<unknown> {
  const [{ Put, Update, Delete } = {}, ...others] = operations;
  if (others.length === 0 && Put) return send((db) => db.send(new PutCommand(Put)));
  if (others.length === 0 && Delete) return send((db) => db.send(new DeleteCommand(Delete)));
  if (others.length === 0 && Update) return send((db) => db.send(new UpdateCommand(Update)));
  return send((db) => db.send(new TransactWriteCommand({ TransactItems: [...operations] })));
}

/** Makes one write, and returns whether its condition held. Throws `unavailable`. */
export const writeIf = async (write: () => Promise<unknown>): Promise<boolean> => 'reply' in (await attempt(write));

/**
 * Makes a write. Returns the reply, or what the failed conditions found. Throws `unavailable`, and `contact_too_large`
 * for an item of more than 400 KB, because only contacts grow so large.
 */
export async function attempt<Reply>(
  write: () => Promise<Reply>,
): Promise<{ readonly reply: Reply } | { readonly failed: readonly Found[] }> {
  try {
    return { reply: await write() };
  } catch (error) {
    return { failed: failedConditions(error) };
  }
}

/**
 * The failed conditions of a refused write, by the place of the operation in its transaction; a single write has the
 * first place. Throws any other error again.
 */
function failedConditions(error: unknown): Found[] {
  const refusal: Refusal = error instanceof Error ? error : {};
  if (refusal.name === 'ConditionalCheckFailedException') return [foundIn(refusal.Item)];
  const failures: Found[] = [];
  const reasons = refusal.CancellationReasons ?? [];
  if ([refusal.message, ...reasons.map(({ Message }) => Message)].some((text) => /^item size/i.test(text ?? '')))
    throw new ContactError('contact_too_large', 'The contact has too much data; remove addresses first');
  for (const [place, { Code, Item }] of reasons.entries()) {
    if (Code === 'ConditionalCheckFailed') failures[place] = foundIn(Item);
  }
  if (failures.length === 0) throw error;
  return failures;
}

type Refusal = {
  readonly name?: string;
  readonly message?: string;
  readonly Item?: Record<string, AttributeValue>;
  readonly CancellationReasons?: readonly CancellationReason[];
};

const foundIn = (item: Record<string, AttributeValue> | undefined): Found => ({ found: item && unmarshall(item) });
