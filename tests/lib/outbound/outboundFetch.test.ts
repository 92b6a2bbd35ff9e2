import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertUrlAllowed } from '../../../lib/outbound/address.ts';
import { type OutboundOptions, outboundFetch, outboundLimits } from '../../../lib/outbound/outboundFetch.ts';
import { outboundError } from '../../support/rejections.ts';
import { drip, type FaultyServer, hang, startFaultyServer, withText } from '../crm/servers/faultyServer.ts';

let server: FaultyServer;
beforeEach(async () => {
  server = await startFaultyServer();
});
afterEach(() => server.close());

const limits = { connectMilliseconds: 60_000, callMilliseconds: 60_000, bytes: 256 * 1024 };
const textOf = async (url: string, options: Partial<OutboundOptions> = {}, init?: RequestInit) =>
  (await outboundFetch({ allowLoopback: true, limits, ...options })(url, init)).text();
const resolvingTo = (address: string) => async () => [{ address, family: 4 }];

describe('the host name of a request', () => {
  it('is checked again after assertUrlAllowed, when the connection is made', async () => {
    const addresses = ['93.184.215.14', '127.0.0.1'];
    const ports = [Number(new URL(server.url).port)];
    const rule = { allowLoopback: false, ports, resolve: async () => resolvingTo(addresses.shift() ?? '')() };
    const url = server.url.replace('http://127.0.0.1', 'https://crm.example.com');
    await assertUrlAllowed(url, rule);
    expect((await outboundError(outboundFetch(rule)(url))).reason).toBe('address_refused');
    expect(server.requests).toEqual([]);
  });

  it('is resolved once, so that the checked address is the one connected to', async () => {
    let lookups = 0;
    const resolve = async () => {
      lookups++;
      return resolvingTo('127.0.0.1')();
    };
    server.fate = withText('{}');
    const ports = [Number(new URL(server.url).port)];
    await textOf(server.url.replace('127.0.0.1', 'crm.example.com'), { ports, resolve });
    expect([lookups, server.requests.length]).toEqual([1, 1]);
  });
});

describe('requests', () => {
  it('reuse one connection', async () => {
    const ports = new Set<number | undefined>();
    server.fate = (response) => response.end(String(ports.add(response.socket?.remotePort).size));
    for (let i = 0; i < 3; i++) expect(await textOf(server.url)).toBe('1');
  });

  it('are sent again if the server closes the idle connection that they reuse', async () => {
    const seen = new Set<unknown>();
    server.fate = (response) => {
      const { socket } = response;
      if (seen.has(socket)) return socket?.destroy();
      return response.end(String(seen.add(socket).size));
    };
    expect([await textOf(server.url), await textOf(server.url)]).toEqual(['1', '2']);
    expect(server.requests).toHaveLength(3);
  });

  it('are not sent again after a part of the response has come', async () => {
    const seen = new Set<unknown>();
    server.fate = (response) => {
      const { socket } = response;
      if (!seen.has(socket)) return response.end(String(seen.add(socket).size));
      response.writeHead(200, { 'content-length': '100' }).write('{');
      return setTimeout(() => socket?.resetAndDestroy(), 20);
    };
    expect(await textOf(server.url)).toBe('1');
    expect((await outboundError(textOf(server.url))).reason).toBe('unreachable');
    await sleep(50);
    expect(server.requests).toHaveLength(2);
  });
});

describe('a request', () => {
  it.each([
    ['gets no response', hang],
    ['gets its response byte by byte', drip],
  ])('that %s times out', async (_, fate) => {
    server.fate = fate;
    const call = textOf(server.url, { limits: { ...limits, callMilliseconds: 200 } });
    expect((await outboundError(call)).reason).toBe('timeout');
  });

  it('times out if connecting takes too long', async () => {
    const silent = createServer((socket) => socket.resume());
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    // TCP connects, TLS never does.
    const url = `https://127.0.0.1:${Object(silent.address()).port}/`;
    const call = textOf(url, { limits: { ...limits, connectMilliseconds: 200 } });
    const failure = await outboundError(call);
    silent.close();
    expect(failure).toMatchObject({ reason: 'timeout', message: 'Connecting to the server took too long.' });
  });

  it.each([
    ['of the fetch', (signal: AbortSignal) => [{ signal }, {}]],
    ['of the request', (signal: AbortSignal) => [{}, { signal }]],
  ])('is aborted by the signal %s, and so is its connection', async (_, optionsWith) => {
    const gone = Promise.withResolvers<void>();
    server.fate = (response) => response.on('close', gone.resolve);
    const [options, init] = optionsWith(AbortSignal.timeout(50));
    expect((await outboundError(textOf(server.url, options, init))).reason).toBe('timeout');
    await gone.promise;
  });

  it('whose signal is already aborted is not sent', async () => {
    expect((await outboundError(textOf(server.url, { signal: AbortSignal.abort() }))).reason).toBe('timeout');
    expect(server.requests).toEqual([]);
  });

  it('to a closed port is unreachable', async () => {
    const { url } = server;
    await server.close();
    expect((await outboundError(textOf(url))).reason).toBe('unreachable');
    server = await startFaultyServer();
  });

  it('may take 5 seconds to connect and 10 seconds in total, and return 256 KB', () => {
    expect(outboundLimits).toEqual({ connectMilliseconds: 5000, callMilliseconds: 10_000, bytes: 262_144 });
  });
});
