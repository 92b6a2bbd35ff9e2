import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import type { Queue } from './resources.ts';

/** A message as `receive` gives it; times are in milliseconds since 1970. */
export interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly sentAt: number;
  readonly receives: number;
  readonly firstReceivedAt: number;
  /** Stands for this one receipt; the next one makes it void. */
  readonly receiptHandle: string;
}

export interface Listed extends Pick<Message, 'messageId' | 'body' | 'sentAt' | 'receives'> {
  readonly queue: string;
}

export interface Sending {
  readonly queue: string;
  readonly body: string;
  /** A whole number; 0 if absent. */
  readonly delaySeconds?: number | undefined;
}

export interface Queues {
  /** Whether the queue is declared. */
  has(queue: string): boolean;
  /** Stores all of the messages or none, and returns their ids. A message cannot be received before its delay is over. */
  send(messages: readonly Sending[]): string[];
  /** Up to `max` messages, hidden from other receivers until the queue's visibility timeout is over. */
  receive(queue: string, max: number): Message[];
  /** Takes messages away for good; receipts that are void are passed over. */
  remove(receiptHandles: readonly string[]): void;
  /** All that lies in these queues, received or not. */
  list(queues: readonly string[]): Listed[];
  /** Moves every dead letter back to the queue that it came from, as a new message, and says how many. */
  redrive(): number;
  /** How far the reader of a stream has come. */
  checkpoint(reader: string): string | undefined;
  setCheckpoint(reader: string, sequenceNumber: string): void;
  /** Calls `listener` whenever this process has sent something to the queue. */
  onSent(queue: string, listener: () => void): void;
  close(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS messages (
    number INTEGER PRIMARY KEY, messageId TEXT NOT NULL, queue TEXT NOT NULL, body TEXT NOT NULL, sentAt INTEGER NOT NULL,
    visibleAt INTEGER NOT NULL, receives INTEGER NOT NULL DEFAULT 0, firstReceivedAt INTEGER, receiptHandle TEXT UNIQUE,
    cameFrom TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS byVisibility ON messages (queue, visibleAt);
  CREATE TABLE IF NOT EXISTS checkpoints (reader TEXT PRIMARY KEY, sequenceNumber TEXT NOT NULL) STRICT;
`;

/** The file that `openQueues` keeps in its directory. */
export const queuesFile = (directory: string) => join(directory, 'queues.sqlite');

/**
 * Opens queues that keep their messages in `directory`, whatever becomes of this process; in memory if none is given. Several
 * processes can have them open at once. A message that would be received too often goes to its queue's dead letters instead.
 */
export function openQueues(declared: readonly Queue[], directory?: string): Queues {
  const database = new DatabaseSync(directory ? queuesFile(directory) : ':memory:', { timeout: 5000 });
  // What was acknowledged outlives this process, if not the machine's power.
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${schema}`);
  database.function('uuid', () => randomUUID());
  const sent = new EventEmitter();

  const insert = database.prepare(`
    INSERT INTO messages (messageId, queue, body, sentAt, visibleAt)
    SELECT value ->> 'messageId', value ->> 'queue', value ->> 'body', :now,
      :now + 1000 * coalesce(value ->> 'delaySeconds', 0)
    FROM json_each(:messages)`);
  const bury = database.prepare(`
    UPDATE messages SET queue = :deadLetters, cameFrom = queue, visibleAt = :now, receiptHandle = NULL
    WHERE queue = :queue AND visibleAt <= :now AND receives >= :maxReceiveCount`);
  const take = database.prepare(`
    UPDATE messages SET receives = receives + 1, firstReceivedAt = coalesce(firstReceivedAt, :now), receiptHandle = uuid(),
      visibleAt = :visibleAt
    WHERE number IN (SELECT number FROM messages WHERE queue = :queue AND visibleAt <= :now ORDER BY number LIMIT :max)
    RETURNING *`);
  const remove = database.prepare(`
    DELETE FROM messages WHERE receiptHandle IN (SELECT value FROM json_each(:receiptHandles))`);
  const list = database.prepare(`
    SELECT * FROM messages WHERE queue IN (SELECT value FROM json_each(:queues)) ORDER BY number`);
  const redrive = database.prepare(`
    UPDATE messages SET queue = cameFrom, cameFrom = NULL, messageId = uuid(), sentAt = :now, visibleAt = :now, receives = 0,
      firstReceivedAt = NULL
    WHERE cameFrom IS NOT NULL`);
  const findCheckpoint = database.prepare('SELECT sequenceNumber FROM checkpoints WHERE reader = :reader');
  const setCheckpoint = database.prepare('INSERT OR REPLACE INTO checkpoints VALUES (:reader, :sequenceNumber)');

  return {
    has: (queue) => declared.some(({ id }) => id === queue),
    send(messages) {
      const identified = messages.map((message) => ({ ...message, messageId: randomUUID() }));
      insert.run({ now: Date.now(), messages: JSON.stringify(identified) });
      for (const queue of new Set(messages.map((message) => message.queue))) sent.emit(queue);
      return identified.map(({ messageId }) => messageId);
    },
    receive(queue, max) {
      const { visibilityTimeout, redrive: policy } = declared.find(({ id }) => id === queue) ?? unknown(queue);
      const now = Date.now();
      if (policy && bury.run({ now, queue, ...policy }).changes) sent.emit(policy.deadLetters);
      const rows = take.all({ now, queue, max, visibleAt: now + Math.round(visibilityTimeout * 1000) });
      // SQLite promises no order for what it returns.
      return rows.sort((one, other) => Number(one.number) - Number(other.number)).map(toMessage);
    },
    remove: (receiptHandles) => void remove.run({ receiptHandles: JSON.stringify(receiptHandles) }),
    list: (queues) =>
      list.all({ queues: JSON.stringify(queues) }).map((row) => ({ ...toMessage(row), queue: String(row.queue) })),
    redrive: () => Number(redrive.run({ now: Date.now() }).changes),
    checkpoint(reader) {
      const found = findCheckpoint.get({ reader });
      return found && String(found.sequenceNumber);
    },
    setCheckpoint: (reader, sequenceNumber) => void setCheckpoint.run({ reader, sequenceNumber }),
    onSent: (queue, listener) => void sent.on(queue, listener),
    close: () => database.close(),
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

function unknown(queue: string): never {
  throw new Error(`There is no queue ${queue}`);
}
