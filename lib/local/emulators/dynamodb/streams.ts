import type { Database } from './database.ts';
import type { Item, LevelOperation, Table } from './dynalite.ts';
import { isEqual } from './expressions.ts';
import type { Overlay } from './overlay.ts';
import { prefixed, readAll } from './ranges.ts';
import {
  nextSequenceNumber,
  recordKey,
  type Stream,
  type StreamRecord,
  sequenceNumberAt,
  streamKey,
  trimHorizon,
  type UserIdentity,
} from './storedStreams.ts';

function takeSequenceNumber(database: Database): string {
  const now = sequenceNumberAt(Date.now());
  const last = database.lastSequenceNumber;
  database.lastSequenceNumber = last < now ? now : nextSequenceNumber(last);
  return database.lastSequenceNumber;
}

interface Change {
  table: Table;
  arn: string;
  old: Item | undefined;
  new: Item | undefined;
}

/** The changes that the overlay's writes make to items of tables with a stream. */
export async function streamedChanges(overlay: Overlay): Promise<Change[]> {
  const changes: Change[] = [];
  for (const [key, write] of overlay.writes) {
    if (!key.startsWith('item-')) continue;
    const table = await overlay.table(key.slice('item-'.length, key.indexOf('~')));
    if (!table.StreamSpecification?.StreamEnabled || !table.LatestStreamArn) continue;
    const before = (await overlay.readCommitted(key)) as Item | undefined;
    const after = write.type === 'put' ? (write.value as Item) : undefined;
    if (before && after ? isEqual({ M: before }, { M: after }) : before === after) continue;
    changes.push({ table, arn: table.LatestStreamArn, old: before, new: after });
  }
  return changes;
}

/**
 * Creates the stream records of changes. Pass them to commit() synchronously, so that they are stored in the order of
 * their numbers.
 */
export function recordsOf(database: Database, changes: Change[], userIdentity?: UserIdentity): LevelOperation[] {
  return changes.map(({ table, arn, old: before, new: after }) => {
    const sequenceNumber = takeSequenceNumber(database);
    const view = table.StreamSpecification?.StreamViewType ?? 'KEYS_ONLY';
    const item = after ?? before ?? {};
    const images = {
      Keys: Object.fromEntries(table.KeySchema.map(({ AttributeName: name }) => [name, item[name] ?? {}])),
      ...(after && view.startsWith('NEW') && { NewImage: after }),
      ...(before && view.endsWith('OLD_IMAGES') && { OldImage: before }),
      ...(before && view === 'OLD_IMAGE' && { OldImage: before }),
    };
    const value: StreamRecord = {
      eventID: sequenceNumber.padStart(32, '0'),
      eventName: !before ? 'INSERT' : after ? 'MODIFY' : 'REMOVE',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: database.store.tableDb.awsRegion,
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(Date.now() / 1000),
        ...images,
        SequenceNumber: sequenceNumber,
        SizeBytes: Buffer.byteLength(JSON.stringify(images)),
        StreamViewType: view,
      },
      ...(userIdentity && { userIdentity }),
    };
    return { type: 'put', key: recordKey(arn, sequenceNumber), value };
  });
}

/** Creates the stream that the table's StreamSpecification describes. */
export function enableStream(overlay: Overlay, table: Table): void {
  const StreamViewType = table.StreamSpecification?.StreamViewType ?? 'KEYS_ONLY';
  const StreamLabel = new Date().toISOString().replace('Z', '');
  const StreamArn = `${table.TableArn}/stream/${StreamLabel}`;
  Object.assign(table, { LatestStreamLabel: StreamLabel, LatestStreamArn: StreamArn });
  const stream: Stream = {
    StreamArn,
    StreamLabel,
    StreamStatus: 'ENABLED',
    StreamViewType,
    CreationRequestDateTime: Date.now() / 1000,
    TableName: table.TableName,
    KeySchema: table.KeySchema,
    StartingSequenceNumber: takeSequenceNumber(overlay.database),
  };
  overlay.put(streamKey(StreamArn), stream);
}

/** Closes the stream's shard. Its records stay readable until they are trimmed. */
export async function disableStream(overlay: Overlay, arn: string): Promise<void> {
  const stream = (await overlay.get(streamKey(arn))) as Stream;
  const EndingSequenceNumber = takeSequenceNumber(overlay.database);
  overlay.put(streamKey(arn), { ...stream, StreamStatus: 'DISABLED', EndingSequenceNumber } satisfies Stream);
}

/** Deletes records that are older than the retention, and disabled streams without records. */
export async function trimStreams({ level }: Database): Promise<void> {
  const horizon = trimHorizon();
  for (const { StreamArn, EndingSequenceNumber } of await readAll<Stream>(level, prefixed('stream~'))) {
    await level.clear({ gte: recordKey(StreamArn, ''), lt: recordKey(StreamArn, horizon) });
    if (EndingSequenceNumber && EndingSequenceNumber < horizon) {
      await level.batch([{ type: 'del', key: streamKey(StreamArn) }]);
    }
  }
}
