type Fields = Readonly<Record<string, unknown>>;

/**
 * Writes one JSON line. Lambda adds the time and its own request id.
 *
 * Fields are for ids, codes and counts: never a name, an address, a credential or a request's body.
 */
export const logger = {
  info: (message: string, fields: Fields) => console.log(line('info', message, fields)),
  error: (message: string, fields: Fields) => console.error(line('error', message, fields)),

  /**
   * Tells of a failure: of one that we describe ourselves its words, which hold no person's data; of any other, whose message
   * may, where it comes from and what AWS said of it.
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

const line = (level: string, message: string, fields: Fields): string => JSON.stringify({ level, message, ...fields });
