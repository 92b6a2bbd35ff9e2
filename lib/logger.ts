/**
 * Writes one JSON line. Lambda adds the time and its own request id.
 *
 * Fields are for ids, codes and counts: never a name, an address, a credential or a request's body.
 */
export const logger = {
  error: (message: string, fields: Readonly<Record<string, unknown>>) => console.error(line('error', message, fields)),
};

const line = (level: string, message: string, fields: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ level, message, ...fields });
