import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

export type Reply = {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Sends a reply, and closes the connection. */
export function reply(
  client: Socket,
  { status, body, headers = { 'content-type': 'application/x-amz-json-1.0' } }: Reply,
) {
  const fields = { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  client.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
}

export type Request = { readonly head: string; readonly headers: Record<string, string>; readonly body: string };

/** Calls `act` with each request on a connection. A client sends the next one after the reply. */
export function onRequest(client: Socket, act: (request: Request) => void): void {
  let bytes: Buffer = Buffer.alloc(0);
  client.on('data', (chunk: Buffer) => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = bytes.toString('latin1', 0, end);
    const [, ...lines] = head.split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => {
        const [name = '', ...value] = line.split(':');
        return [name.toLowerCase(), value.join(':').trim()];
      }),
    );
    if (bytes.length < end + 4 + Number(headers['content-length'] ?? 0)) return;
    const request = { head, headers, body: bytes.toString('utf8', end + 4) };
    bytes = Buffer.alloc(0);
    act(request);
  });
}
