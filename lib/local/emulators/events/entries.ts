import { randomUUID } from 'node:crypto';
import { region } from '../../settings.ts';
import { account } from './arn.ts';

/** An entry of a PutEvents request; its fields are not checked yet. */
export type Entry = Readonly<Record<string, unknown>>;

/** An event as EventBridge delivers it. */
export interface EventEnvelope {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': unknown;
  readonly source: unknown;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: unknown;
  readonly detail: object;
}

export interface Rejection {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

const maxEntryBytes = 256 * 1024;

/** The event of an entry for the bus named `bus`, or the entry's error. */
export function toEvent(entry: Entry, bus: string): EventEnvelope | Rejection {
  const { Source, DetailType, Detail, Time, Resources = [], EventBusName = 'default' } = entry;
  for (const name of ['Source', 'DetailType', 'Detail'])
    if (typeof entry[name] !== 'string' || entry[name] === '')
      return invalid(`Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
  // AWS reserves these sources for its own services.
  if (String(Source).startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  // There is only one local bus; it is also the default bus.
  if (!['default', bus].includes(String(EventBusName).replace(/^arn:.*:event-bus\//, '')))
    return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${EventBusName} does not exist.` };
  if (sizeOf(entry) > maxEntryBytes) return invalid('The entry is larger than 256 KB.');
  if (Time !== undefined && typeof Time !== 'number') return invalid('Parameter Time is not valid.');
  const detail = parseObject(String(Detail));
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': DetailType,
    source: Source,
    account,
    time: new Date(Time === undefined ? Date.now() : Time * 1000).toISOString().replace(/\.\d+/, ''),
    region,
    resources: Resources,
    detail,
  };
}

export function isRejection(outcome: EventEnvelope | Rejection): outcome is Rejection {
  return 'ErrorCode' in outcome;
}

/** The size in bytes as EventBridge calculates it. */
function sizeOf({ Source, DetailType, Detail, Time, Resources }: Entry): number {
  const texts = [Source, DetailType, Detail, ...(Array.isArray(Resources) ? Resources : [])];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(String(text)), Time === undefined ? 0 : 14);
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function invalid(message: string): Rejection {
  return { ErrorCode: 'InvalidArgument', ErrorMessage: message };
}
