import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { assertAddressAllowed, type Outbound, outboundFetch, outboundLimits } from '../../../lib/outbound/outboundFetch.ts';
import { failing } from '../crm/failing.ts';
import {
  drip,
  type FaultyServer,
  flood,
  hang,
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

const limits = { connectMilliseconds: 150, callMilliseconds: 300, bytes: 256 * 1024 };
const textOf = async (url: string, options: Partial<Outbound> = {}, init?: RequestInit) =>
  (await outboundFetch({ allowLoopback: true, limits, ...options })(url, init)).text();
const resolvingTo =
  (...addresses: readonly string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

describe('an address', () => {
  it.each([
    'http://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'no URL',
    'https://anna:secret@example.com/',
    'https://anna@example.com/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0x7f000001/',
    'https://017700000001/',
    'https://127.1/',
    'https://127.0.0.1./',
    'https://①②⑦.0.0.1/',
    'https://0.0.0.0/',
    'https://0/',
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://192.0.2.1/',
    'https://198.18.0.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://[::]/',
    'https://[::1]/',
    'https://[::127.0.0.1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[::ffff:8.8.8.8]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[64:ff9b:1::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001:0:7f00:1::1]/',
    'https://[fc00::1]/',
    'https://[fd00:ec2::254]/',
    'https://[fe80::1]/',
    'https://[fec0::1]/',
    'https://[ff02::1]/',
    'https://[2001:db8::1]/',
    'https://[4000::1]/',
    'http://[::1]/',
  ])('%s is refused when it is saved and when it is dialled', async (url) => {
    const rule = { allowLoopback: false };
    expect((await failing(assertAddressAllowed(url, rule))).reason).toBe('address_refused');
    expect((await failing(outboundFetch(rule)(url))).reason).toBe('address_refused');
  });

  it.each([
    ['127.0.0.1'],
    ['169.254.169.254'],
    ['fd00:ec2::254'],
    ['::ffff:127.0.0.1'],
    ['93.184.215.14', '10.0.0.1'],
    ['10.0.0.1', '93.184.215.14'],
    ['2606:4700::1111', 'fe80::1%eth0'],
  ])('that a name has is refused: %s %s', async (...addresses) => {
    const rule = { allowLoopback: false, resolve: resolvingTo(...addresses) };
    for (const name of ['crm.example.com', 'metadata.google.internal.', 'foo.localhost', 'localhost']) {
      const url = `https://${name}/`;
      expect((await failing(assertAddressAllowed(url, rule))).reason).toBe('address_refused');
      expect((await failing(outboundFetch(rule)(url))).reason).toBe('address_refused');
    }
  });

  it('of the name localhost is refused by what the system says of it', async () => {
    expect((await failing(assertAddressAllowed('https://localhost/', { allowLoopback: false }))).reason).toBe(
      'address_refused',
    );
  });

  it('that is public may be saved, as a number and as a name', async () => {
    const rule = { allowLoopback: false, resolve: resolvingTo('93.184.215.14', '2606:4700::1111') };
    await assertAddressAllowed('https://crm.example.com:8443/mcp', rule);
    await assertAddressAllowed('https://93.184.215.14/', rule);
    await assertAddressAllowed('https://[2606:4700::1111]/', rule);
  });

  it('of loopback may be saved where that is allowed, but no other address that is not public', async () => {
    await assertAddressAllowed(server.url, { allowLoopback: true });
    await assertAddressAllowed('https://[::1]/', { allowLoopback: true });
    for (const url of ['http://10.0.0.1/', 'https://10.0.0.1/', 'http://93.184.215.14/', 'https://0.0.0.0/']) {
      expect((await failing(assertAddressAllowed(url, { allowLoopback: true }))).reason).toBe('address_refused');
    }
  });

  it('that no name has is unreachable', async () => {
    const nowhere = { allowLoopback: false, resolve: async () => Promise.reject(new Error('ENOTFOUND')) };
    const empty = { allowLoopback: false, resolve: async () => [] };
    for (const rule of [nowhere, empty]) {
      expect((await failing(assertAddressAllowed('https://crm.example.com/', rule))).reason).toBe('unreachable');
      expect((await failing(outboundFetch(rule)('https://crm.example.com/'))).reason).toBe('unreachable');
    }
  });

  it('that changes between the save and the dial is refused at the dial', async () => {
    const answers = [['93.184.215.14'], ['127.0.0.1']];
    const rule = { allowLoopback: false, resolve: async () => resolvingTo(...(answers.shift() ?? []))() };
    const url = server.url.replace('http://127.0.0.1', 'https://crm.example.com');
    await assertAddressAllowed(url, rule);
    expect((await failing(outboundFetch(rule)(url))).reason).toBe('address_refused');
    expect(server.requests).toEqual([]);
  });

  it('is looked up once for a dial, so that it cannot change before it', async () => {
    let lookups = 0;
    const resolve = async () => {
      lookups++;
      return resolvingTo('127.0.0.1')();
    };
    server.fate = withText('{}');
    await textOf(server.url.replace('127.0.0.1', 'crm.example.com'), { resolve });
    expect([lookups, server.requests.length]).toEqual([1, 1]);
  });
});

describe('an answer', () => {
  it('comes with its status, headers and body, and the request with its own', async () => {
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

  it('comes on a connection that is used again', async () => {
    const ports = new Set<number | undefined>();
    server.fate = (response) => response.end(String(ports.add(response.socket?.remotePort).size));
    for (let i = 0; i < 3; i++) expect(await textOf(server.url)).toBe('1');
  });

  it('comes on a new connection if the server ends the one that was kept', async () => {
    const seen = new Set<unknown>();
    server.fate = (response) => {
      const { socket } = response;
      if (seen.has(socket)) return socket?.destroy();
      return response.end(String(seen.add(socket).size));
    };
    expect([await textOf(server.url), await textOf(server.url)]).toEqual(['1', '2']);
    expect(server.requests).toHaveLength(3);
  });

  it('that breaks off on a kept connection is not asked for again', async () => {
    const seen = new Set<unknown>();
    server.fate = (response) => {
      const { socket } = response;
      if (!seen.has(socket)) return response.end(String(seen.add(socket).size));
      response.writeHead(200, { 'content-length': '100' }).write('{');
      return setTimeout(() => socket?.resetAndDestroy(), 20);
    };
    expect(await textOf(server.url)).toBe('1');
    expect((await failing(textOf(server.url))).reason).toBe('unreachable');
    await sleep(50);
    expect(server.requests).toHaveLength(2);
  });

  it('can be read while it is still being written', async () => {
    server.fate = (response) => response.writeHead(200).write('first');
    const { body } = await outboundFetch({ allowLoopback: true, limits })(server.url);
    const { value } = await Object(body).getReader().read();
    expect(Buffer.from(value).toString()).toBe('first');
  });

  it('that nobody wants to read ends its connection', async () => {
    const gone = Promise.withResolvers<void>();
    server.fate = (response) => response.on('close', gone.resolve).writeHead(200).write('first');
    const { body } = await outboundFetch({ allowLoopback: true })(server.url);
    await body?.cancel();
    await gone.promise;
  });

  it('may be without a body', async () => {
    server.fate = withStatus(204);
    expect(await textOf(server.url)).toBe('');
  });

  it('of 256 KB is whole, with a byte more it is too large', async () => {
    server.fate = withText(' '.repeat(limits.bytes));
    expect((await textOf(server.url)).length).toBe(limits.bytes);
    server.fate = withText(' '.repeat(limits.bytes + 1));
    expect((await failing(textOf(server.url))).reason).toBe('too_large');
    server.fate = flood;
    expect((await failing(textOf(server.url))).reason).toBe('too_large');
  });

  it('that is compressed is not unpacked', async () => {
    const bomb = gzipSync(' '.repeat(10 * 1024 * 1024));
    server.fate = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    expect((await failing(textOf(server.url))).reason).toBe('unreadable');
  });

  it.each([301, 302, 303, 307, 308])('of %d is not followed', async (status) => {
    server.fate = withStatus(status, { location: server.url });
    expect((await failing(textOf(server.url))).reason).toBe('redirect');
    expect(server.requests).toHaveLength(1);
  });

  it('that breaks off is unreachable', async () => {
    server.fate = reset;
    expect((await failing(textOf(server.url))).reason).toBe('unreachable');
    server.fate = (response) => response.destroy();
    expect((await failing(textOf(server.url))).reason).toBe('unreachable');
  });

  it('that is no HTTP is unreadable', async () => {
    const odd = createServer((socket) => socket.on('error', () => {}).end('good morning\r\n\r\n'));
    await once(odd.listen(0, '127.0.0.1'), 'listening');
    const failure = await failing(textOf(`http://127.0.0.1:${Object(odd.address()).port}/`));
    odd.close();
    expect(failure.reason).toBe('unreadable');
  });
});

describe('a call', () => {
  it.each([
    ['never gets an answer', hang],
    ['gets its answer byte by byte', drip],
  ])('that %s times out', async (_, fate) => {
    server.fate = fate;
    const started = performance.now();
    expect((await failing(textOf(server.url))).reason).toBe('timeout');
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('to a server that takes too long to connect times out', async () => {
    const silent = createServer();
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const started = performance.now();
    // TCP connects, TLS never does.
    const url = `https://127.0.0.1:${Object(silent.address()).port}/`;
    const call = textOf(url, { limits: { ...limits, callMilliseconds: 5000 } });
    const failure = await failing(call);
    silent.close();
    expect(failure).toMatchObject({ reason: 'timeout', message: 'The server took too long to connect.' });
    expect(performance.now() - started).toBeLessThan(4000);
  });

  it.each([
    ['of the fetch', (signal: AbortSignal) => [{ signal }, {}]],
    ['of the request', (signal: AbortSignal) => [{}, { signal }]],
  ])('ends with the signal %s, and so does its request', async (_, optionsWith) => {
    const gone = Promise.withResolvers<void>();
    server.fate = (response) => response.on('close', gone.resolve);
    const [options, init] = optionsWith(AbortSignal.timeout(50));
    expect((await failing(textOf(server.url, options, init))).reason).toBe('timeout');
    await gone.promise;
  });

  it('that is not wanted any more is not made', async () => {
    expect((await failing(textOf(server.url, { signal: AbortSignal.abort() }))).reason).toBe('timeout');
    expect(server.requests).toEqual([]);
  });

  it('to nobody is unreachable', async () => {
    const { url } = server;
    await server.close();
    expect((await failing(textOf(url))).reason).toBe('unreachable');
    server = await startFaultyServer();
  });

  it('has 5 seconds to connect, 10 seconds in all and 256 KB', () => {
    expect(outboundLimits).toEqual({ connectMilliseconds: 5000, callMilliseconds: 10_000, bytes: 262_144 });
  });
});
