import { TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { send } from '../table/client.ts';
import { type FailedConditions, failedConditions } from '../table/failedConditions.ts';
import type { Operation } from './claims.ts';
import type { ContactItem } from './contactItem.ts';
import { type Change, contactUpdate, recordedOn, type Write } from './contactUpdate.ts';

export type Overwritten = { readonly written: ContactItem } | { readonly failed: FailedConditions };

/**
 * Records a change on condition that nobody has written since `seen`, in one transaction with what else must happen with
 * it. Tells which conditions failed: the contact's is the first, those of `others` follow in their order.
 */
export async function overwriteContact(
  seen: ContactItem,
  write: Write,
  change: Change,
  others: readonly Operation[] = [],
): Promise<Overwritten> {
  const written = recordedOn(seen, write, change);
  const update = contactUpdate(write, change, {
    spoken: seen.sources[change.source] !== undefined,
    visible: written.version !== seen.version,
  });
  const Update = {
    ...update,
    ConditionExpression: 'writeId = :seenWriteId',
    ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':seenWriteId': seen.writeId },
  };
  try {
    await send<unknown>((db) =>
      others.length === 0
        ? db.send(new UpdateCommand(Update))
        : db.send(new TransactWriteCommand({ TransactItems: [{ Update }, ...others] })),
    );
    return { written };
  } catch (error) {
    return { failed: failedConditions(error) };
  }
}
