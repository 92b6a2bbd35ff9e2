import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { SQLOutputValue } from 'node:sqlite';
import { openQueuesDatabase, type QueuesDatabase } from './queuesDatabase.ts';
import type { Queue } from './resources.ts';

/** A received message; times are in milliseconds since 1970. */
export interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly sentAt: number;
  readonly receives: number;
  readonly firstReceivedAt: number;
  /** Identifies this receipt; it becomes invalid when the message is received again. */
  readonly receiptHandle: string;
}

export interface StoredMessage extends Pick<Message, 'messageId' | 'body' | 'sentAt' | 'receives'> {
  readonly queue: string;
}

export interface OutgoingMessage {
  readonly queue: string;
  readonly body: string;
  /** An integer; 0 if absent. */
  readonly delaySeconds?: number | undefined;
  /** The message group. It counts only in a FIFO queue. */
  readonly groupId?: string | undefined;
}

export interface Queues {
  /** The declaration of a queue; undefined if it is not declared. */
  declaration(queue: string): Queue | undefined;
  /** Stores all of the messages or none, and returns their ids. A message cannot be received before its delay ends. */
  send(messages: readonly OutgoingMessage[]): string[];
  /**
   * Returns up to `max` messages and hides them from other receivers until the queue's visibility timeout ends. In a
   * FIFO queue, no message of a group is received while another one of the group is hidden.
   */
  receive(queue: string, max: number): Message[];
  /** Milliseconds until a message in the queue can be received; Infinity if the queue is empty. */
  untilVisible(queue: string): number;
  /** Deletes messages; ignores invalid receipt handles. */
  remove(receiptHandles: readonly string[]): void;
  /** All messages in these queues, including hidden and delayed ones. */
  list(queues: readonly string[]): StoredMessage[];
  /**
   * Moves dead letters, or only those with these ids, back to their original queues as new messages; returns how many.
   */
  redrive(messageIds?: readonly string[]): number;
  /** Deletes messages of these queues, received or not, by their ids. */
  discard(queues: readonly string[], messageIds: readonly string[]): void;
  /** The last sequence number that a reader of a stream has processed. */
  checkpoint(reader: string): string | undefined;
  setCheckpoint(reader: string, sequenceNumber: string): void;
  /** Calls `listener` whenever this process sends a message to the queue. */
  onSent(queue: string, listener: () => void): void;
  close(): void;
  /** Resolves with one sentence if the messages cannot be read or written; what was asked then throws the same. */
  readonly failed: Promise<Error>;
}

/**
 * Opens queues with durable messages in `directory`, or in memory without a directory. Several processes can open the
 * same directory. A message that reached its queue's `maxReceiveCount` moves to the dead-letter queue instead of being
 * received. Throws like openQueuesDatabase.
 */
export const openQueues = (declared: readonly Queue[], directory?: string): Queues =>
  openQueuesDatabase(directory, (database) => queuesOn(database, declared));

function queuesOn(database: QueuesDatabase, declared: readonly Queue[]): Queues {
  const sent = new EventEmitter();
  const declaration = (queue: string) => declared.find(({ id }) => id === queue);

  const insert = database.prepare(`
    INSERT INTO messages (messageId, queue, body, sentAt, visibleAt, groupId)
    SELECT value ->> 'messageId', value ->> 'queue', value ->> 'body', :now,
      :now + 1000 * coalesce(value ->> 'delaySeconds', 0), value ->> 'groupId'
    FROM json_each(:messages)`);
  const moveToDeadLetters = database.prepare(`
    UPDATE messages SET queue = :deadLetters, cameFrom = queue, visibleAt = :now, receiptHandle = NULL
    WHERE queue = :queue AND visibleAt <= :now AND receives >= :maxReceiveCount`);
  const take = database.prepare(`
    UPDATE messages SET receives = receives + 1, firstReceivedAt = coalesce(firstReceivedAt, :now), receiptHandle = uuid(),
      visibleAt = :visibleAt
    WHERE number IN (
      SELECT number FROM messages
      WHERE queue = :queue AND visibleAt <= :now AND (groupId IS NULL OR groupId NOT IN (
        SELECT groupId FROM messages WHERE queue = :queue AND visibleAt > :now AND groupId IS NOT NULL))
      ORDER BY number LIMIT :max)
    RETURNING *`);
  const nextVisible = database.prepare(`
    SELECT min(at) AS at FROM (
      SELECT max(visibleAt) AS at FROM messages WHERE queue = :queue AND groupId IS NOT NULL GROUP BY groupId
      UNION ALL SELECT min(visibleAt) FROM messages WHERE queue = :queue AND groupId IS NULL)`);
  const remove = database.prepare(`
    DELETE FROM messages WHERE receiptHandle IN (SELECT value FROM json_each(:receiptHandles))`);
  const list = database.prepare(`
    SELECT * FROM messages WHERE queue IN (SELECT value FROM json_each(:queues)) ORDER BY number`);
  const redrive = database.prepare(`
    UPDATE messages SET queue = cameFrom, cameFrom = NULL, messageId = uuid(), sentAt = :now, visibleAt = :now, receives = 0,
      firstReceivedAt = NULL
    WHERE cameFrom IS NOT NULL AND (:ids IS NULL OR messageId IN (SELECT value FROM json_each(:ids)))`);
  const discard = database.prepare(`
    DELETE FROM messages
    WHERE queue IN (SELECT value FROM json_each(:queues)) AND messageId IN (SELECT value FROM json_each(:ids))`);
  const findCheckpoint = database.prepare('SELECT sequenceNumber FROM checkpoints WHERE reader = :reader');
  const setCheckpoint = database.prepare('INSERT OR REPLACE INTO checkpoints VALUES (:reader, :sequenceNumber)');

  return {
    declaration,
    send(messages) {
      const identified = messages.map(({ groupId, ...message }) => ({
        ...message,
        ...(declaration(message.queue)?.isFifo && { groupId }),
        messageId: randomUUID(),
      }));
      insert.run({ now: Date.now(), messages: JSON.stringify(identified) });
      for (const queue of new Set(messages.map((message) => message.queue))) sent.emit(queue);
      return identified.map(({ messageId }) => messageId);
    },
    receive(queue, max) {
      const { visibilityTimeout, redrive: policy } = declaration(queue) ?? throwUnknownQueue(queue);
      const now = Date.now();
      if (policy && moveToDeadLetters.run({ now, queue, ...policy }).changes) sent.emit(policy.deadLetters);
      const rows = take.all({ now, queue, max, visibleAt: now + Math.round(visibilityTimeout * 1000) });
      // The order of RETURNING is undefined in SQLite.
      return rows.sort((one, other) => Number(one.number) - Number(other.number)).map(toMessage);
    },
    untilVisible(queue) {
      const { at } = nextVisible.get({ queue }) ?? {};
      return typeof at === 'number' ? Math.max(at - Date.now(), 0) : Number.POSITIVE_INFINITY;
    },
    remove: (receiptHandles) => void remove.run({ receiptHandles: JSON.stringify(receiptHandles) }),
    list: (queues) =>
      list.all({ queues: JSON.stringify(queues) }).map((row) => ({ ...toMessage(row), queue: String(row.queue) })),
    redrive: (messageIds) =>
      Number(redrive.run({ now: Date.now(), ids: messageIds ? JSON.stringify(messageIds) : null }).changes),
    discard: (queues, messageIds) =>
      void discard.run({ queues: JSON.stringify(queues), ids: JSON.stringify(messageIds) }),
    checkpoint(reader) {
      const found = findCheckpoint.get({ reader });
      return found && String(found.sequenceNumber);
    },
    setCheckpoint: (reader, sequenceNumber) => void setCheckpoint.run({ reader, sequenceNumber }),
    onSent: (queue, listener) => void sent.on(queue, listener),
    close: database.close,
    failed: database.failed,
  };
}

function toMessage(row: Record<string, SQLOutputValue>): Message {
  return {
    messageId: String(row.messageId),
    body: String(row.body),
    sentAt: Number(row.sentAt),
    receives: Number(row.receives),
    firstReceivedAt: Number(row.firstReceivedAt),
    receiptHandle: String(row.receiptHandle),
  };
}

function throwUnknownQueue(queue: string): never {
  throw new Error(`There is no queue ${queue}`);
}
