import type { Context } from 'aws-lambda';
import { ContactError } from '../contacts/ContactError.ts';

/** The time reserved for a response before Lambda's timeout. */
const reservedMilliseconds = 500;

/** A request in progress. The deadline is a time of `performance.now()`. */
type Waiting = { readonly deadline: number; readonly expire: () => void };

/** An instance at AWS has one at a time, the local service many. */
const waiting = new Set<Waiting>();

let timer: NodeJS.Timeout | undefined;
/** When the timer ends. */
let timerEnd = Number.POSITIVE_INFINITY;

/**
 * Does the work of a request, but throws `unavailable` shortly before Lambda's timeout, if the context knows one.
 *
 * All requests share one timer. It is set again only when it has ended, so that of thousands of requests, which take
 * milliseconds, one sets a timer.
 */
export async function beforeTimeout<Result>(
  { getRemainingTimeInMillis: remaining }: Partial<Context>,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!remaining) return work();
  const { promise: isLate, reject } = Promise.withResolvers<never>();
  const request: Waiting = {
    deadline: performance.now() + remaining() - reservedMilliseconds,
    expire: () => reject(new ContactError('unavailable', 'The request took too long. Please try again.')),
  };
  waiting.add(request);
  if (request.deadline < timerEnd) setTimer(request.deadline);
  // What hangs may leave nothing else to wait for.
  timer?.ref();
  try {
    return await Promise.race([work(), isLate]);
  } finally {
    waiting.delete(request);
    if (waiting.size === 0) timer?.unref();
  }
}

function setTimer(end: number): void {
  clearTimeout(timer);
  timerEnd = end;
  timer = setTimeout(endTimer, Math.max(end - performance.now(), 0));
}

function endTimer(): void {
  timer = undefined;
  timerEnd = Number.POSITIVE_INFINITY;
  const now = performance.now();
  let next = Number.POSITIVE_INFINITY;
  for (const { deadline, expire } of waiting) {
    if (deadline <= now) expire();
    else next = Math.min(next, deadline);
  }
  if (next < Number.POSITIVE_INFINITY) setTimer(next);
}
