import type { Violation } from '../../schemas/contract.ts';
import type { CompiledEvent } from '../../schemas/event.ts';
import { trimField } from '../contacts/addresses/trimField.ts';
import { ContactError, type Fault, invalid } from '../contacts/ContactError.ts';

/** One event as a function receives it. The id is EventBridge's. */
export type Received<Detail> = { readonly id: string; readonly detail: Detail };

/**
 * Reads an EventBridge event from the body of a queue's message, and checks it against its contract. Its strings are
 * trimmed, as `trimField` does. Throws `invalid`, also for an event of a later version; the error names the faults but contains no values.
 */
export function readEvent<Detail>(contracts: readonly CompiledEvent<Detail>[], body: string): Received<Detail> {
  const { id, 'detail-type': detailType, detail }: Record<string, unknown> = Object(parse(body));
  const contract = contracts.find((each) => each.detailType === detailType);
  if (typeof id !== 'string' || contract === undefined) {
    const expected = contracts.map((each) => each.detailType).join(' or ');
    throw invalid([{ pointer: '/detail-type', message: `detail-type must be ${expected}` }]);
  }
  const trimmed = trim(detail);
  if (!contract.detail(trimmed)) throw invalid(faultsOf(contract.detail.errors ?? []));
  // The contract's own validator has accepted the detail.
  return { id, detail: trimmed as Detail };
}

/** Reads an event as `readEvent` does, if it is valid. */
export function findEvent<Detail>(
  contracts: readonly CompiledEvent<Detail>[],
  body: string,
): Received<Detail> | undefined {
  try {
    return readEvent(contracts, body);
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
const faultsOf = (violations: readonly Violation[]): Fault[] =>
  violations.map(faultOf).filter(({ pointer }, i, all) => all.findIndex((each) => each.pointer === pointer) === i);

const faultOf = ({ instancePath, keyword, params }: Violation): Fault => {
  const pointer = params.missingProperty === undefined ? instancePath : `${instancePath}/${params.missingProperty}`;
  return { pointer, message: `${pointer} violates the rule ${keyword}` };
};

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw cause instanceof SyntaxError ? invalid([{ pointer: '', message: 'The message must be valid JSON' }]) : cause;
  }
}

function trim(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return trimField(name, value);
  if (Array.isArray(value)) return value.map((each) => trim(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, trim(each, key)]));
}
