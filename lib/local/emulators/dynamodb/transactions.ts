import type { Database } from './database.ts';
import { db, type Item, type WriteRequest } from './dynalite.ts';
import { ApiError, isApiError } from './errors.ts';
import { type Operations, validate } from './operation.ts';
import type { Overlay } from './overlay.ts';
import { isRepeated, tokenKeys } from './tokens.ts';
import { withLockedItems } from './withLocks.ts';
import { checkCondition, dynaliteWrites, type WriteName, write } from './writes.ts';

/** One kind of element of TransactItems. */
interface ElementKind {
  write: WriteName;
  fields: string[];
  required?: string;
  checkOnly?: true;
}

const fields = [
  'TableName',
  'Key',
  'ConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ReturnValuesOnConditionCheckFailure',
];

const elementKinds: Record<string, ElementKind> = {
  Put: { write: 'PutItem', fields: [...fields, 'Item'] },
  Update: { write: 'UpdateItem', fields: [...fields, 'UpdateExpression'], required: 'UpdateExpression' },
  Delete: { write: 'DeleteItem', fields },
  ConditionCheck: { write: 'DeleteItem', fields, required: 'ConditionExpression', checkOnly: true },
};

type Element = Record<string, Record<string, unknown> | null>;

interface TransactionBody {
  TransactItems?: Element[];
  ClientRequestToken?: string;
  ReturnConsumedCapacity?: string;
}

interface Reply {
  ConsumedCapacity?: { TableName: string; CapacityUnits: number };
}

interface Step {
  kind: ElementKind;
  request: WriteRequest;
}

/** TransactWriteItems. */
export const transactionOperations: Operations = {
  async TransactWriteItems(database, body: TransactionBody) {
    const { ClientRequestToken: token } = body;
    const steps = elementsOf(body).map((element, position) => stepOf(database, element, position, body));
    const tokenKey = tokenKeys(token);
    const requests = steps.map(({ request }) => request);
    return withLockedItems(
      database,
      requests,
      async (overlay, keys) => {
        rejectDuplicates(keys);
        for (const key of tokenKey) if (await isRepeated(overlay, key, body.TransactItems)) return {};
        return consumedCapacity(await runSteps(overlay, steps));
      },
      { names: tokenKey },
    );
  },
};

function elementsOf({ TransactItems }: TransactionBody): Element[] {
  if (!Array.isArray(TransactItems) || TransactItems.length < 1 || TransactItems.length > 100) {
    throw db.validationError(
      "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: " +
        `Member must have length ${TransactItems?.length ? 'less than or equal to 100' : 'greater than or equal to 1'}`,
    );
  }
  return TransactItems;
}

function stepOf(
  database: Database,
  element: Element,
  position: number,
  { ReturnConsumedCapacity }: TransactionBody,
): Step {
  const [[name, content] = [], another] = Object.entries(element).filter(([, content]) => content);
  const kind = name && Object.hasOwn(elementKinds, name) ? elementKinds[name] : undefined;
  if (!kind || !content || another) {
    throw db.validationError('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  if (kind.required && content[kind.required] == null) {
    const place = `transactItems.${position + 1}.member.${name}.${kind.required}`;
    throw db.validationError(
      `1 validation error detected: Value null at '${place}' failed to satisfy constraint: Member must not be null`,
    );
  }
  const { types, custom } = dynaliteWrites[kind.write];
  const known = Object.fromEntries(Object.entries(content).filter(([field]) => kind.fields.includes(field)));
  const data = validate(database, { ...known, ReturnConsumedCapacity }, types, custom);
  return { kind, request: data as WriteRequest };
}

function rejectDuplicates(keys: string[]): void {
  if (new Set(keys).size === keys.length) return;
  throw db.validationError('Transaction request cannot include multiple operations on one item');
}

/** Runs all steps on the overlay. No two steps are for the same item, so each sees the state before the transaction. */
async function runSteps(overlay: Overlay, steps: Step[]): Promise<Reply[]> {
  const replies: Reply[] = [];
  const reasons: { Code: string; Message?: string; Item?: Item }[] = [];
  for (const { kind, request } of steps) {
    try {
      if (kind.checkOnly) await checkCondition(overlay, request);
      else replies.push(await write(overlay, kind.write, request));
      reasons.push({ Code: 'None' });
    } catch (error) {
      if (!isApiError(error)) throw error;
      reasons.push(reasonOf(error));
    }
  }
  if (reasons.every(({ Code }) => Code === 'None')) return replies;
  const codes = reasons.map(({ Code }) => Code).join(', ');
  throw new ApiError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: reasons },
  );
}

function reasonOf({ message, body }: { message: string; body: { Item?: Item; __type?: string } }) {
  const { Item, __type = '' } = body;
  const Code = __type.endsWith('#ConditionalCheckFailedException') ? 'ConditionalCheckFailed' : 'ValidationError';
  return { Code, Message: message, ...(Item && { Item }) };
}

/** A transaction consumes twice the capacity of its single writes. */
function consumedCapacity(replies: Reply[]): object {
  const units = new Map<string, number>();
  for (const { ConsumedCapacity: consumed } of replies) {
    if (consumed) units.set(consumed.TableName, (units.get(consumed.TableName) ?? 0) + 2 * consumed.CapacityUnits);
  }
  const ConsumedCapacity = [...units].map(([TableName, CapacityUnits]) => ({ TableName, CapacityUnits }));
  return ConsumedCapacity.length > 0 ? { ConsumedCapacity } : {};
}
