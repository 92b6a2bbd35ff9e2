import type { AttributeValue, CancellationReason } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** What a failed condition saw: the item it was about, or `undefined` where there is none. */
export type Failed = { readonly found: Record<string, unknown> | undefined };

export type FailedConditions = { readonly [operation: number]: Failed };

/**
 * The conditions that made DynamoDB refuse a write, by the operation's place in its transaction; a single write counts as
 * the first. Throws every other error again.
 */
export function failedConditions(error: unknown): FailedConditions {
  const refusal: Refusal = error instanceof Error ? error : {};
  if (refusal.name === 'ConditionalCheckFailedException') return { 0: failed(refusal.Item) };
  const failures = (refusal.CancellationReasons ?? []).flatMap(({ Code, Item }, operation) =>
    Code === 'ConditionalCheckFailed' ? [[operation, failed(Item)] as const] : [],
  );
  if (failures.length === 0) throw error;
  return Object.fromEntries(failures);
}

type Refusal = {
  readonly name?: string;
  readonly Item?: Record<string, AttributeValue>;
  readonly CancellationReasons?: readonly CancellationReason[];
};

const failed = (item: Record<string, AttributeValue> | undefined): Failed => ({ found: item && unmarshall(item) });
