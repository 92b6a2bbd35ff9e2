import { AsyncLocalStorage } from 'node:async_hooks';
import { isRehearsal } from './rehearsal.ts';
import { framesOf } from './stack.ts';

type Fields = Readonly<Record<string, unknown>>;
/** The ids of a request or an event. */
export type Ids = Readonly<Record<string, string>>;

const context = new AsyncLocalStorage<Ids>();

/** Runs `work`. Every line that it logs has these ids, and those of the work that it is part of. */
export const withLogIds = <Result>(ids: Ids, work: () => Result): Result =>
  context.run({ ...context.getStore(), ...ids }, work);

/**
 * Gives these ids to every line that is logged from here on in the same request. Middleware cannot wrap what follows
 * it, so this must be called before the first `await` of the request.
 */
export const setLogIds = (ids: Ids): void => context.enterWith(ids);

/** The ids that a line logged now would have. */
export const logIds = (): Ids => context.getStore() ?? {};

/**
 * Writes one line of JSON per call, with the ids of the request or event; none in a rehearsal. Lambda adds the time and
 * its own request id.
 *
 * `fields` may have ids, codes and counts, but never a name, an address, a credential or the body of a request.
 */
export const logger = {
  info: (message: string, fields: Fields) => write(console.log, line('info', message, fields)),
  error: (message: string, fields: Fields) => write(console.error, line('error', message, fields)),

  /**
   * Logs an error by what it states about itself (`logged`), and its cause, or else the error, by its name, by where it
   * was thrown and by what AWS said. It logs no other message, which may have text from outside.
   */
  failure(message: string, failure: unknown, fields: Fields): void {
    const stated: Fields | undefined = Object(failure)[logged];
    const cause = stated ? Object(failure).cause : failure;
    logger.error(message, { ...fields, ...stated, ...(cause instanceof Error && describe(cause)) });
  },
};

/** The key of what an error states about itself in the log: codes and sentences of ours, but no values. */
export const logged = Symbol('logged');

/** The names that code gives to errors. Another name may have come over the network. */
const names = new Set(
  'Error TypeError RangeError SyntaxError ReferenceError AggregateError AbortError TimeoutError OutboundError'.split(
    ' ',
  ),
);

function describe(error: Error): Fields {
  const isFromAws = '$metadata' in error && !(error instanceof SyntaxError);
  return {
    name: names.has(error.name) || (isFromAws && /^\w{1,99}$/.test(error.name)) ? error.name : 'Error',
    // AWS quotes the values that it rejects.
    ...(isFromAws && { detail: error.message.replace(/(['"]).*\1/s, '$1...$1'), aws: error.$metadata }),
    stack: framesOf(error),
  };
}

const line = (level: string, message: string, fields: Fields): string =>
  JSON.stringify({ level, message, ...logIds(), ...fields });

function write(print: (line: string) => void, text: string): void {
  if (!isRehearsal()) print(text);
}
