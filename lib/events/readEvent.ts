import type { Violation } from '../../schemas/contract.ts';
import type { CompiledEvent } from '../../schemas/event.ts';
import { type Fault, invalid } from '../contacts/ContactError.ts';

/** One event as a function gets it. The id is EventBridge's. */
export type Received<Detail> = { readonly id: string; readonly detail: Detail };

/**
 * Reads the body of a queue's message, an EventBridge event, and checks it against its contract. The strings in it are
 * trimmed. Throws `invalid`, with what is wrong but none of the values, also for an event of a later version.
 */
export function readEvent<Detail>(contract: CompiledEvent<Detail>, body: string): Received<Detail> {
  const { id, 'detail-type': detailType, detail }: Record<string, unknown> = Object(parse(body));
  if (typeof id !== 'string' || detailType !== contract.detailType) {
    throw invalid([{ pointer: '/detail-type', message: `this is no event ${contract.detailType}` }]);
  }
  const trimmed = trim(detail);
  if (!contract.detail(trimmed)) throw invalid((contract.detail.errors ?? []).map(faultOf));
  // The validator of this very contract has just found that the detail has this form.
  return { id, detail: trimmed as Detail };
}

/** EventBridge's id of an event, as far as there is one in the body of a message. */
export function findEventId(body: string): string | undefined {
  return /^\s*\{[^{}]*?"id"\s*:\s*"([\w-]{1,64})"/.exec(body)?.[1];
}

const faultOf = ({ instancePath, keyword, params }: Violation): Fault => {
  const pointer = params.missingProperty === undefined ? instancePath : `${instancePath}/${params.missingProperty}`;
  return { pointer, message: `${pointer} breaks the rule ${keyword}` };
};

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw cause instanceof SyntaxError ? invalid([{ pointer: '', message: 'the message must be valid JSON' }]) : cause;
  }
}

function trim(value: unknown): unknown {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value)) return value.map(trim);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, trim(each)]));
}
