type Fields = Readonly<Record<string, unknown>>;

/**
 * Writes one JSON line. Lambda adds the time and its own request id.
 *
 * Fields are for ids, codes and counts: never a name, an address, a credential or a request's body.
 */
export const logger = {
  info: (message: string, fields: Fields) => console.log(line('info', message, fields)),
  error: (message: string, fields: Fields) => console.error(line('error', message, fields)),

  /** Tells where a failure comes from, and what AWS said of it. The message of any other error may hold a person's data. */
  failure(message: string, failure: unknown, fields: Fields): void {
    const error = failure instanceof Error && failure.cause instanceof Error ? failure.cause : failure;
    logger.error(message, {
      ...fields,
      ...codeOf(failure),
      ...(error instanceof Error && {
        name: error.name,
        ...('$metadata' in error && { detail: error.message, aws: error.$metadata }),
        stack: error.stack?.split('\n').filter((each) => /^\s+at /.test(each)),
      }),
    });
  },
};

/** The stable word of our own failures, and where in a message they lie. */
const codeOf = (failure: unknown): Fields => {
  const { code, facts } = Object(failure);
  const pointers = facts?.faults?.map(({ pointer }: { pointer: string }) => pointer);
  return { ...(typeof code === 'string' && { code }), ...(pointers && { pointers }) };
};

const line = (level: string, message: string, fields: Fields): string => JSON.stringify({ level, message, ...fields });
