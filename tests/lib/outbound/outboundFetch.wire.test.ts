import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { OutboundError } from '../../../lib/outbound/OutboundError.ts';
import { outboundFetch } from '../../../lib/outbound/outboundFetch.ts';

const ok = 'HTTP/1.1 200 OK\r\n';

/** What a server does with a connection after the request has arrived. */
type Behaviour = (socket: Socket) => void;

const sends =
  (...parts: string[]): Behaviour =>
  (socket) =>
    void socket.write(parts.join(''));
const sendsAndCloses =
  (...parts: string[]): Behaviour =>
  (socket) =>
    void socket.end(parts.join(''));
const sendsAndResets =
  (...parts: string[]): Behaviour =>
  (socket) =>
    void socket.write(parts.join(''), () => socket.resetAndDestroy());
/** Sends a part again and again, until the client closes the connection. */
const repeats =
  (first: string, part: string): Behaviour =>
  (socket) => {
    socket.write(first);
    const repeating = setInterval(() => socket.write(part), 1);
    socket.on('close', () => clearInterval(repeating));
  };

let behave: Behaviour = () => {};
let server: Server;
let url: string;
const sockets = new Set<Socket>();
beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.once('data', () => behave(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${Object(server.address()).port}/`;
});
afterAll(() => server.close());

async function outcomeOf(behaviour: Behaviour, callMilliseconds: number): Promise<string> {
  behave = behaviour;
  const limits = { connectMilliseconds: 60_000, callMilliseconds, bytes: 1024 };
  try {
    const response = await outboundFetch({ allowLoopback: true, limits })(url);
    return `${response.status} ${await response.text()}`.trim();
  } catch (error) {
    if (error instanceof OutboundError) return error.reason;
    throw error;
  }
}

const headers = (...lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`;
const upgrade = headers('HTTP/1.1 101 Switching Protocols', 'connection: upgrade', 'upgrade: websocket');

const endings: readonly (readonly [string, Behaviour, string])[] = [
  ['with 101', sends(upgrade), 'unreadable'],
  ['with 101 and a body', sends(upgrade, 'text'), 'unreadable'],
  ['with 101 and no protocol', sends(headers('HTTP/1.1 101 Switching Protocols')), 'unreadable'],
  ['with 101, and closes', sendsAndCloses(upgrade), 'unreadable'],
  ['with 101, and resets', sendsAndResets(upgrade), 'unreadable'],
  ['with 200 and an upgrade', sends(ok, headers('connection: upgrade', 'upgrade: h2c', 'content-length: 0')), '200'],
  ['with 100 again and again', repeats('', headers('HTTP/1.1 100 Continue')), 'timeout'],
  ['with 103 again and again', repeats('', headers('HTTP/1.1 103 Early Hints', 'link: </a>')), 'timeout'],
  ['with 100, and closes', sendsAndCloses(headers('HTTP/1.1 100 Continue')), 'unreachable'],
  [
    'with 100, and then with 200',
    sends(headers('HTTP/1.1 100 Continue'), ok, headers('content-length: 1'), 'a'),
    '200 a',
  ],
  ['not at all', () => {}, 'timeout'],
  ['by closing', sendsAndCloses(), 'unreachable'],
  ['by resetting', sendsAndResets(), 'unreachable'],
  ['with half a status line', sendsAndCloses('HTTP/1.1 20'), 'unreachable'],
  ['with half a status line, and no more', sends('HTTP/1.1 20'), 'timeout'],
  ['with half a header', sendsAndCloses(ok, 'content-'), 'unreachable'],
  ['with headers that do not end', repeats(ok, `a: ${'b'.repeat(1000)}\r\n`), 'too_large'],
  ['with headers that drip', repeats(`${ok}a: `, 'b'), 'timeout'],
  ['with headers and no body', sends(ok, headers('content-length: 1')), 'timeout'],
  ['with half a body', sends(ok, headers('content-length: 2'), 'a'), 'timeout'],
  ['with half a body, and closes', sendsAndCloses(ok, headers('content-length: 2'), 'a'), 'unreachable'],
  ['with half a body, and resets', sendsAndResets(ok, headers('content-length: 2'), 'a'), 'unreachable'],
  ['with half a chunk, and closes', sendsAndCloses(ok, headers('transfer-encoding: chunked'), '2\r\na'), 'unreachable'],
  ['with a malformed chunk', sends(ok, headers('transfer-encoding: chunked'), 'x\r\n'), 'unreachable'],
  ['with a body that drips', repeats(`${ok}${headers('content-length: 1000000')}`, 'b'), 'timeout'],
  ['with a body that does not end', repeats(`${ok}\r\n`, 'b'.repeat(100)), 'too_large'],
  ['with more than the body', sends(ok, headers('content-length: 1'), 'a', 'garbage'), '200 a'],
  ['with two responses', sends(ok, headers('content-length: 1'), 'a', ok, headers('content-length: 0')), '200 a'],
  ['with two lengths', sends(ok, headers('content-length: 1', 'content-length: 2'), 'ab'), 'unreadable'],
  ['with 204 and a body', sends(headers('HTTP/1.1 204 No Content', 'content-length: 2'), 'ab'), '204'],
  ['with 205 and half a body', sends(headers('HTTP/1.1 205 Reset Content', 'content-length: 2'), 'a'), '205'],
  ['with 205, and resets', sendsAndResets(headers('HTTP/1.1 205 Reset Content', 'content-length: 2'), 'a'), '205'],
  ['with 302 and no body', sends(headers('HTTP/1.1 302 Found', 'location: /', 'content-length: 1')), 'redirect'],
  ['with the status 600', sends(headers('HTTP/1.1 600 Odd', 'content-length: 1')), 'unreadable'],
  ['with the status 42', sends(headers('HTTP/1.1 42 Odd', 'content-length: 1')), 'unreadable'],
  ['in another protocol', sends('SSH-2.0-OpenSSH_9.6\r\n'), 'unreadable'],
];

/** Resolves when a connection is closed, also after an error. */
const closed = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));

describe('a call settles within its time limit, and ends its connection, when the server responds', () => {
  it.each(endings)('%s', async (_, behaviour, outcome) => {
    expect(await outcomeOf(behaviour, outcome === 'timeout' ? 50 : 60_000)).toBe(outcome);
    // A connection whose response was complete stays open for the next request.
    if (outcome.startsWith('20')) for (const socket of sockets) socket.destroy();
    await Promise.all([...sockets].filter(({ destroyed }) => !destroyed).map(closed));
  });
});
