import type { Violation } from '../../schemas/contract.ts';
import type { CompiledEvent } from '../../schemas/event.ts';
import { trimField } from '../contacts/addresses/trimField.ts';
import { ContactError, type Fault, invalid } from '../contacts/ContactError.ts';
import { parseTime } from '../contacts/time.ts';

/** One event as a function receives it. The id is EventBridge's. */
export type Received<Detail> = {
  readonly id: string;
  /** EventBridge's `detail-type`. */
  readonly type: string;
  readonly detail: Detail;
  /** The faults of independent fields, which were left out. They name fields and rules, but contain no values. */
  readonly dropped: readonly Fault[];
};

/**
 * Reads an EventBridge event from the body of a queue's message, and checks it against its contract at `now` (epoch
 * milliseconds).
 *
 * Strings are trimmed, as `trimField` does, and properties that are `null` are absent. Times are in UTC, and none is
 * ahead of the clock. An invalid field that the contract calls independent is left out. Throws `invalid` for any other
 * fault, also for an event of a later version; the error names the faults but contains no values.
 */
export function readEvent<Detail>(
  contracts: readonly CompiledEvent<Detail>[],
  body: string,
  now: number,
): Received<Detail> {
  const { id, 'detail-type': detailType, detail }: Record<string, unknown> = Object(parse(body));
  const contract = contracts.find((each) => each.detailType === detailType);
  if (typeof id !== 'string' || contract === undefined) {
    const expected = contracts.map((each) => each.detailType).join(' or ');
    throw invalid([{ pointer: '/detail-type', message: `detail-type must be ${expected}` }]);
  }
  const given = tidied(detail);
  const faults = contract.detail(given) ? [] : faultsOf(contract, contract.detail.errors ?? []);
  const isIndependent = ({ pointer }: Fault) => pointer.startsWith(`/${contract.independent}/`);
  if (!faults.every(isIndependent)) throw invalid(faults);
  // The contract's own validator has accepted everything else.
  return {
    id,
    type: contract.detailType,
    detail: withTimes(without(given, faults), contract.times, now) as Detail,
    dropped: faults,
  };
}

/** Reads an event as `readEvent` does, if it is valid. */
export function findEvent<Detail>(
  contracts: readonly CompiledEvent<Detail>[],
  body: string,
  now: number,
): Received<Detail> | undefined {
  try {
    return readEvent(contracts, body, now);
  } catch (error) {
    if (error instanceof ContactError) return undefined;
    throw error;
  }
}

/** Finds EventBridge's id of an event, a UUID, in the body of a message, which may be malformed. */
export function findEventId(body: string): string | undefined {
  return /^\s*\{[^{}]*?"id"\s*:\s*"([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})"/i.exec(body)?.[1];
}

/** The first fault of each part: what is empty is also of no known form. */
const faultsOf = ({ detailType }: { readonly detailType: string }, violations: readonly Violation[]): Fault[] =>
  violations
    .map((violation) => faultOf(violation, detailType))
    .filter(({ pointer }, i, all) => all.findIndex((each) => each.pointer === pointer) === i);

function faultOf({ instancePath, keyword, params }: Violation, detailType: string): Fault {
  const pointer = params.missingProperty === undefined ? instancePath : `${instancePath}/${params.missingProperty}`;
  const isVersion = pointer === '/version' && keyword === 'const';
  const rule = isVersion
    ? `must be ${params.allowedValue}, the only version of ${detailType} that is supported`
    : `violates the rule ${keyword}`;
  return { pointer, message: `${pointer} ${rule}` };
}

/** The value without the parts that have a fault. */
function without(value: unknown, faults: readonly Fault[], pointer = ''): unknown {
  if (faults.length === 0 || typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(value).map(([key, part]) => ({ key, part, at: `${pointer}/${key}` }));
  const faultless = parts.filter(({ at }) => !faults.some((fault) => fault.pointer === at));
  return Object.fromEntries(faultless.map(({ key, part, at }) => [key, without(part, faults, at)]));
}

/** How far a producer's clock may be ahead of ours: five minutes. */
const tolerance = 5 * 60_000;

/** The detail with its times in UTC. One that is too far ahead of the clock counts as now. */
function withTimes(detail: unknown, names: readonly string[], now: number): unknown {
  const given: Readonly<Record<string, string>> = Object(detail);
  const times = Object.entries(given).filter(([name]) => names.includes(name));
  const read = times.map(([name, text]) => {
    const time = parseTime(text);
    return [name, new Date(time > now + tolerance ? now : time).toISOString()] as const;
  });
  return { ...given, ...Object.fromEntries(read) };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw cause instanceof SyntaxError ? invalid([{ pointer: '', message: 'The message must be valid JSON' }]) : cause;
  }
}

/** The value with trimmed strings, and without properties that are `null`. */
function tidied(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return trimField(name, value);
  if (Array.isArray(value)) return value.map((each) => tidied(each));
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(value).filter(([, part]) => part !== null);
  return Object.fromEntries(parts.map(([key, part]) => [key, tidied(part, key)]));
}
