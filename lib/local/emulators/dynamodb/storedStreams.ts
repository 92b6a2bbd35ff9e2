import type { Item, KeyElement, Level } from './dynalite.ts';
import { prefixed, readAll } from './ranges.ts';

/** How long a stream keeps its records. */
const retentionMs = 24 * 60 * 60 * 1000;

export interface UserIdentity {
  PrincipalId: string;
  Type: string;
}

/** The value of `stream~<arn>`. A stream has one shard, which is closed when its table is deleted. */
export interface Stream {
  StreamArn: string;
  StreamLabel: string;
  StreamStatus: 'ENABLED' | 'DISABLED';
  StreamViewType: string;
  CreationRequestDateTime: number;
  TableName: string;
  KeySchema: KeyElement[];
  StartingSequenceNumber: string;
  EndingSequenceNumber?: string;
}

/** The value of `record~<arn>~<sequence number>`: a record in the form that GetRecords returns. */
export interface StreamRecord {
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  eventVersion: string;
  eventSource: string;
  awsRegion: string;
  dynamodb: {
    ApproximateCreationDateTime: number;
    Keys: Item;
    NewImage?: Item;
    OldImage?: Item;
    SequenceNumber: string;
    SizeBytes: number;
    StreamViewType: string;
  };
  userIdentity?: UserIdentity;
}

export const streamKey = (arn: string) => `stream~${arn}`;
export const recordKey = (arn: string, sequenceNumber: string) => `record~${arn}~${sequenceNumber}`;

/** The lowest sequence number of a time: 21 digits, of which the first 13 are milliseconds since 1970. */
export function sequenceNumberAt(milliseconds: number): string {
  return `${milliseconds}00000000`;
}

export function nextSequenceNumber(sequenceNumber: string): string {
  return String(BigInt(sequenceNumber) + 1n);
}

/** Records with lower sequence numbers may have been trimmed. */
export function trimHorizon(): string {
  return sequenceNumberAt(Date.now() - retentionMs);
}

/** The highest sequence number in use, or '0' if there is none. */
export async function findLastSequenceNumber(level: Level): Promise<string> {
  let last = '0';
  for (const { StreamArn, StartingSequenceNumber } of await readAll<Stream>(level, prefixed('stream~'))) {
    const range = { ...prefixed(recordKey(StreamArn, '')), reverse: true, limit: 1 };
    const [record] = await readAll<StreamRecord>(level, range);
    const highest = record?.dynamodb.SequenceNumber ?? StartingSequenceNumber;
    if (highest > last) last = highest;
  }
  return last;
}
