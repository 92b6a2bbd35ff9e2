import { createServer } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Listening, listen } from '../../../lib/local/listen.ts';
import { refuseForeign } from '../../../lib/local/refuseForeign.ts';
import { foreignTo, ownOf, refused, send, sendAll } from '../../support/foreignRequests.ts';

let server: Listening;
let port: number;
const served: (string | undefined)[] = [];

beforeAll(async () => {
  server = await listen(0, ({ headers }, response) => {
    served.push(headers.origin);
    response.end('served');
  });
  port = Number(new URL(server.url).port);
});
afterAll(() => server.close());
beforeEach(() => served.splice(0));

describe('a local server', () => {
  it('serves the requests of a developer, and sees no origin that it could allow', async () => {
    const own = ownOf(port);
    for (const outcome of await sendAll(port, own)) expect(outcome).toMatchObject({ status: 200, body: 'served' });
    expect(served).toEqual(Array(own.length).fill(undefined));
  });

  it('refuses requests to foreign hosts and of foreign pages with a sentence', async () => {
    for (const outcome of await sendAll(port, foreignTo(port))) {
      expect(outcome).toEqual({
        ...refused,
        kind: outcome.kind,
        body: expect.stringMatching(/^\{"error":"[A-Z].*\."\}$/),
      });
    }
    expect(served).toEqual([]);
  });

  it.each([
    ['no host', 'GET / HTTP/1.0\r\n\r\n'],
    ['an empty host', 'GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n'],
    ['a foreign host beside its own', 'GET / HTTP/1.1\r\nHost: localhost:PORT\r\nHost: evil.example\r\n\r\n'],
    [
      'a foreign origin beside its own',
      'GET / HTTP/1.1\r\nHost: localhost:PORT\r\nOrigin: http://localhost:PORT\r\nOrigin: http://evil.example\r\n\r\n',
    ],
  ])('refuses a request with %s', async (_, raw) => {
    const socket = connect(port, '127.0.0.1');
    socket.write(raw.replaceAll('PORT', String(port)));
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 40[03] /);
    expect(served).toEqual([]);
  });
});

describe('refuseForeign', () => {
  it('leaves the origins of pages, but not the host, to a server that decides about them itself', async () => {
    const open = createServer(({ headers }, response) => response.end(headers.origin));
    refuseForeign(open, 'any');
    const { promise, resolve } = Promise.withResolvers<void>();
    open.listen(0, '127.0.0.1', resolve);
    await promise;
    const address = Object(open.address());
    const headers = { origin: 'https://app.example', 'sec-fetch-site': 'cross-site' };
    expect(await send(address.port, { kind: 'page', headers })).toMatchObject({ body: 'https://app.example' });
    const toForeign = { kind: 'page', headers: { ...headers, host: 'evil.example' } };
    expect(await send(address.port, toForeign)).toMatchObject(refused);
    open.close();
  });
});
