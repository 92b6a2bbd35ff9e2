import { AsyncLocalStorage } from 'node:async_hooks';

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
 * Writes one line of JSON per call, with the ids of the request or event. Lambda adds the time and its own request id.
 *
 * `fields` may have ids, codes and counts, but never a name, an address, a credential or the body of a request.
 */
export const logger = {
  info: (message: string, fields: Fields) => console.log(line('info', message, fields)),
  error: (message: string, fields: Fields) => console.error(line('error', message, fields)),

  /**
   * Logs an error. The message of a `ContactError` is logged, because it has no personal data. The message of any
   * other error may have some, so only its name, its stack and the details from AWS are logged.
   */
  failure(message: string, failure: unknown, fields: Fields): void {
    const isContactError = failure instanceof Error && failure.name === 'ContactError';
    const cause = isContactError ? failure.cause : failure;
    const described = isContactError ? describeContactError(failure) : {};
    logger.error(message, { ...fields, ...described, ...(cause instanceof Error && describeCause(cause)) });
  },
};

function describeContactError(failure: Error): Fields {
  const { code, facts } = Object(failure);
  const pointers = facts?.faults?.map(({ pointer }: { pointer: string }) => pointer);
  return { code, reason: failure.message, ...(pointers && { pointers }) };
}

function describeCause(error: Error): Fields {
  return {
    name: error.name,
    ...('$metadata' in error && { detail: error.message, aws: error.$metadata }),
    stack: error.stack?.split('\n').filter((each) => /^\s+at /.test(each)),
  };
}

const line = (level: string, message: string, fields: Fields): string =>
  JSON.stringify({ level, message, ...logIds(), ...fields });
