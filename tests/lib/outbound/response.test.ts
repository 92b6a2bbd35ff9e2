import { once } from 'node:events';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { outboundFetch } from '../../../lib/outbound/outboundFetch.ts';
import { outboundError } from '../../support/rejections.ts';
import {
  type FaultyServer,
  flood,
  reset,
  startFaultyServer,
  withStatus,
  withText,
} from '../crm/servers/faultyServer.ts';

let server: FaultyServer;
beforeEach(async () => {
  server = await startFaultyServer();
});
afterEach(() => server.close());

const limits = { connectMilliseconds: 1000, callMilliseconds: 1500, bytes: 256 * 1024 };
const textOf = async (url: string) => (await outboundFetch({ allowLoopback: true, limits })(url)).text();

describe('a response', () => {
  it('has the status, headers and body of the server, and the server gets those of the request', async () => {
    server.fate = (response) => response.writeHead(418, { 'x-a': 'b', 'set-cookie': ['c=1', 'd=2'] }).end('tea');
    const fetch = outboundFetch({ allowLoopback: true });
    const response = await fetch(server.url, { method: 'POST', headers: { 'x-key': 'k' }, body: '{"a":"ä"}' });
    expect([response.status, response.headers.get('x-a'), response.headers.getSetCookie()]).toEqual([
      418,
      'b',
      ['c=1', 'd=2'],
    ]);
    expect(await response.text()).toBe('tea');
    expect(server.requests).toMatchObject([
      { method: 'POST', headers: { 'x-key': 'k', 'accept-encoding': 'identity' }, body: { a: 'ä' } },
    ]);
  });

  it('can be read while the server is still sending it', async () => {
    server.fate = (response) => response.writeHead(200).write('first');
    const { body } = await outboundFetch({ allowLoopback: true, limits })(server.url);
    const { value } = await Object(body).getReader().read();
    expect(Buffer.from(value).toString()).toBe('first');
  });

  it('closes its connection when the body is cancelled before it is read', async () => {
    const gone = Promise.withResolvers<void>();
    server.fate = (response) => response.on('close', gone.resolve).writeHead(200).write('first');
    const { body } = await outboundFetch({ allowLoopback: true })(server.url);
    await body?.cancel();
    await gone.promise;
  });

  it('may have no body', async () => {
    server.fate = withStatus(204);
    expect(await textOf(server.url)).toBe('');
  });

  it('of 256 KB is accepted, and one more byte is too large', async () => {
    server.fate = withText(' '.repeat(limits.bytes));
    expect((await textOf(server.url)).length).toBe(limits.bytes);
    server.fate = withText(' '.repeat(limits.bytes + 1));
    expect((await outboundError(textOf(server.url))).reason).toBe('too_large');
    server.fate = flood;
    expect((await outboundError(textOf(server.url))).reason).toBe('too_large');
  });

  it('that is compressed is rejected', async () => {
    const bomb = gzipSync(' '.repeat(10 * 1024 * 1024));
    server.fate = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    expect((await outboundError(textOf(server.url))).reason).toBe('unreadable');
  });

  it.each([
    301, 302, 303, 307, 308,
  ])('with the redirect %d is an error, and the redirect is not followed', async (status) => {
    server.fate = withStatus(status, { location: server.url });
    expect((await outboundError(textOf(server.url))).reason).toBe('redirect');
    expect(server.requests).toHaveLength(1);
  });

  it('that breaks off is an error (unreachable)', async () => {
    server.fate = reset;
    expect((await outboundError(textOf(server.url))).reason).toBe('unreachable');
    server.fate = (response) => response.destroy();
    expect((await outboundError(textOf(server.url))).reason).toBe('unreachable');
  });

  it('that is not HTTP is an error (unreadable)', async () => {
    const odd = createServer((socket) =>
      socket
        .on('error', () => {})
        .resume()
        .end('good morning\r\n\r\n'),
    );
    await once(odd.listen(0, '127.0.0.1'), 'listening');
    const failure = await outboundError(textOf(`http://127.0.0.1:${Object(odd.address()).port}/`));
    odd.close();
    expect(failure.reason).toBe('unreadable');
  });
});
