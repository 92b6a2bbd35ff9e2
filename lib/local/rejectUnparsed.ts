import { randomUUID } from 'node:crypto';
import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { logger } from '../logger.ts';

/** What Node's HTTP server rejects itself, by the `code` of its error. */
const unparsed: Record<string, { status: number; error: string }> = {
  HPE_INVALID_METHOD: { status: 501, error: 'The method of the request is unknown' },
  HPE_HEADER_OVERFLOW: { status: 431, error: 'The URL and the headers of the request are together larger than 16 KB' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, error: 'The request did not arrive in time' },
};

/** Makes a server respond in JSON to requests that it cannot parse and does not pass on. Logs a line for each. */
export function rejectUnparsed(server: Server): void {
  server.removeAllListeners('clientError').on('clientError', reject);
}

function reject({ code = '' }: NodeJS.ErrnoException, socket: Duplex): void {
  // The client has closed the connection.
  if (!socket.writable) return;
  const { status, error } = unparsed[code] ?? { status: 400, error: 'The request is not valid HTTP/1.1' };
  const body = JSON.stringify({ error });
  const requestId = randomUUID();
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    connection: 'close',
    'x-request-id': requestId,
  };
  const lines = Object.entries(headers).map((header) => header.join(': '));
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  logger.info('request rejected', { status, reason: error, requestId });
}
