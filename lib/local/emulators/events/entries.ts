import { randomUUID } from 'node:crypto';
import { region } from '../../settings.ts';
import { account } from './arn.ts';

/** An entry of PutEvents as it comes over the wire: nothing is certain. */
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

export interface Refusal {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

const maxEntryBytes = 256 * 1024;

/** The event that an entry for the bus of this name becomes, or why it becomes none. */
export function accept(entry: Entry, bus: string): EventEnvelope | Refusal {
  const { Source, DetailType, Detail, Time, Resources = [], EventBusName = 'default' } = entry;
  for (const name of ['Source', 'DetailType', 'Detail'])
    if (typeof entry[name] !== 'string' || entry[name] === '')
      return invalid(`Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
  // There is one bus on this machine, and callers know it by its own name or by none.
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

export function isRefusal(outcome: EventEnvelope | Refusal): outcome is Refusal {
  return 'ErrorCode' in outcome;
}

/** As EventBridge counts. */
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

function invalid(sentence: string): Refusal {
  return { ErrorCode: 'InvalidArgument', ErrorMessage: sentence };
}
