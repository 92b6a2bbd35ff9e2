import { setTimeout as wait } from 'node:timers/promises';
import type { CrmFailureReason } from '../../../../lib/crm/CrmFailure.ts';
import type { Authorization } from '../../../../lib/crm/credentials/authorization.ts';
import { type Opening, openSession } from '../../../../lib/crm/mcp/openSession.ts';
import { outboundFetch } from '../../../../lib/outbound/outboundFetch.ts';
import { failing } from '../failing.ts';
import {
  drip,
  type Fate,
  type FaultyServer,
  flood,
  hang,
  healthy,
  onToolCalls,
  reset,
  startFaultyServer,
  withEvents,
  withResult,
  withStatus,
  withText,
} from '../servers/faultyServer.ts';
import { anna } from '../servers/findContact.ts';
import { startSdk1Server } from '../servers/sdk1Server.ts';
import { answerJson, methodsOf } from '../servers/serve.ts';

let server: FaultyServer;
beforeEach(async () => {
  server = await startFaultyServer();
});
afterEach(() => server.close());

const anybody: Authorization = { headers: async () => ({}), renew: async () => false };
const limits = { connectMilliseconds: 200, callMilliseconds: 400, bytes: 256 * 1024 };
const fetch = outboundFetch({ allowLoopback: true, limits });
const soon = () => AbortSignal.timeout(3000);
const open = (more: Partial<Opening> = {}) =>
  openSession({ url: server.url, authorization: anybody, fetch, signal: soon(), ...more });
const event = (id: unknown, result: unknown) => `data: ${JSON.stringify({ jsonrpc: '2.0', id, result })}`;

const faults: readonly [string, Fate, CrmFailureReason][] = [
  ['never answered', hang, 'timeout'],
  ['answered byte by byte', drip, 'timeout'],
  ['answered with a page', withText('<html>', 'text/html'), 'unreadable'],
  ['answered with 10 MB', flood, 'too_large'],
  ['answered with broken JSON', withText('{"jsonrpc":'), 'unreadable'],
  ['answered with JSON that is no JSON-RPC', withText('{"matches":[]}'), 'unreadable'],
  ['answered with null', withText('null'), 'unreadable'],
  ['answered with nothing', withText(''), 'unreadable'],
  ['answered under the id of another request', withText('{"jsonrpc":"2.0","id":999,"result":{}}'), 'unreadable'],
  ['answered with a redirect', (response) => response.writeHead(307, { location: '/mcp' }).end(), 'redirect'],
  ['cut off', reset, 'unreachable'],
  ['refused with 401', withStatus(401), 'auth_failed'],
  ['refused with 403', withStatus(403), 'http_error'],
  ['refused with 429', withStatus(429), 'rate_limited'],
  ['refused with 503 and a time to wait', withStatus(503, { 'retry-after': '10' }), 'rate_limited'],
  ['refused with 503', withStatus(503), 'http_error'],
  ['refused with 500', withStatus(500), 'http_error'],
  ['accepted without an answer', withStatus(202), 'unreadable'],
  ['answered with a stream that ends without an answer', withEvents(': hello'), 'unreadable'],
  ['answered with an event that is no JSON', withEvents('data: {"jsonrpc"'), 'unreadable'],
  ['answered with a stream that is too large', withEvents(`: ${' '.repeat(300_000)}`), 'too_large'],
  [
    'answered with a stream that is never done',
    (r) => r.writeHead(200, { 'content-type': 'text/event-stream' }).write(': a\n\n'),
    'timeout',
  ],
];

describe('a call of a tool fails, and the session lives on, if it is', () => {
  it.each<[string, Fate, CrmFailureReason]>([
    ...faults,
    ['refused with 404', withStatus(404), 'http_error'],
    ['refused with 418', withStatus(418), 'http_error'],
    ['answered with a result of the wrong form', withResult({ content: 'anna' }), 'unreadable'],
    ['answered with a result that is a number', withResult(7), 'unreadable'],
    [
      'answered with an error of JSON-RPC',
      withText('{"jsonrpc":"2.0","id":null,"error":{"code":-32602,"message":"no"}}'),
      'tool_error',
    ],
  ])('%s', async (_, fate, reason) => {
    const session = await open();
    server.fate = onToolCalls(fate);
    const started = performance.now();
    expect((await failing(session.callTool('hello', {}, { signal: soon() }))).reason).toBe(reason);
    expect(performance.now() - started).toBeLessThan(2900);
    server.fate = healthy;
    const { content } = await session.callTool('hello', {}, { signal: soon() });
    expect(content).toEqual([{ type: 'text', text: 'hello' }]);
    await session.close();
  });
});

describe('a server that asks for fewer requests', () => {
  const inTwoMinutes = () => new Date(Date.now() + 120_000).toUTCString();
  it.each<[string, number, Record<string, string>, number | undefined]>([
    ['in seconds', 429, { 'retry-after': '120' }, 120],
    ['with 503', 503, { 'retry-after': '120' }, 120],
    ['by a date', 429, { 'retry-after': inTwoMinutes() }, 120],
    ['by a date that is over', 429, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, undefined],
    ['in no known form', 429, { 'retry-after': 'later' }, undefined],
    ['by no whole number', 429, { 'retry-after': '99999.5' }, undefined],
    ['without a word on when', 429, {}, undefined],
  ])('%s is heard', async (_, status, headers, seconds) => {
    const session = await open();
    server.fate = onToolCalls(withStatus(status, headers));
    const { reason, waitMilliseconds } = await failing(session.callTool('hello', {}, { signal: soon() }));
    expect(reason).toBe('rate_limited');
    // A date has no parts of a second, and time passes.
    expect(waitMilliseconds && Math.round(waitMilliseconds / 10_000) * 10).toBe(seconds);
    await session.close();
  });
});

describe('a session does not open if every request is', () => {
  it.each<[string, Fate, CrmFailureReason]>([
    ...faults,
    ['refused with 404', withStatus(404), 'http_error'],
    [
      'answered with an error of JSON-RPC',
      withText('{"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"no"}}'),
      'unreadable',
    ],
  ])('%s', async (_, fate, reason) => {
    for (const era of [undefined, 'legacy', 'bare'] as const) {
      server.fate = fate;
      expect((await failing(open({ era }))).reason).toBe(reason);
    }
  });
});

describe('a call that takes too long', () => {
  it.each<[string, Fate]>([
    ['is silent', hang],
    ['streams', (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': a\n\n')],
  ])('ends with its signal, and so does the request, while the server %s', async (_, fate) => {
    const session = await open({ fetch: outboundFetch({ allowLoopback: true }) });
    const gone = Promise.withResolvers<void>();
    server.fate = onToolCalls((response, asked) => {
      response.on('close', gone.resolve);
      fate(response, asked);
    });
    const started = performance.now();
    expect((await failing(session.callTool('hello', {}, { signal: AbortSignal.timeout(100) }))).reason).toBe('timeout');
    await gone.promise;
    expect(performance.now() - started).toBeLessThan(5000);
    await wait(50);
    expect(methodsOf(server)).not.toContain('notifications/cancelled');
    await session.close();
  });

  it('ends with its signal also while the session is opened', async () => {
    server.fate = hang;
    const signal = AbortSignal.timeout(100);
    const started = performance.now();
    expect((await failing(open({ fetch: outboundFetch({ allowLoopback: true }), signal }))).reason).toBe('timeout');
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('a stream of a call', () => {
  const streaming =
    (fate: Fate): Fate =>
    (response, asked) =>
      asked.method === 'GET' ? fate(response, asked) : onToolCalls(fate)(response, asked);

  it('is not opened for what the server might say unasked', async () => {
    const session = await open();
    await session.callTool('hello', {}, { signal: soon() });
    await session.close();
    expect(methodsOf(server)).toEqual(['server/discover', 'initialize', 'notifications/initialized', 'tools/call']);
  });

  it('that ends early is resumed where it ended', async () => {
    const session = await open();
    let asked: unknown;
    server.fate = streaming((response, { method, body }) => {
      if (method !== 'GET') asked = Object(body).id;
      const events = method === 'GET' ? event(asked, { content: [] }) : 'id: 7\nretry: 150\ndata:';
      return withEvents(events)(response, { method, path: '', headers: {}, body });
    });
    expect(await session.callTool('hello', {}, { signal: soon() })).toEqual({ content: [] });
    expect(server.requests.at(-1)).toMatchObject({ method: 'GET', headers: { 'last-event-id': '7' } });
    await session.close();
  });

  it('that always ends early is resumed 10 times and no more', async () => {
    const session = await open();
    server.fate = streaming(withEvents('id: 7\nretry: 0\ndata:'));
    expect((await failing(session.callTool('hello', {}, { signal: soon() }))).reason).toBe('unreadable');
    expect(methodsOf(server).filter((method) => method === 'GET')).toHaveLength(10);
    await session.close();
  });

  it('that is to be resumed in an hour times out', async () => {
    const session = await open();
    server.fate = streaming(withEvents('id: 7\nretry: 3600000\ndata:'));
    const signal = AbortSignal.timeout(100);
    expect((await failing(session.callTool('hello', {}, { signal }))).reason).toBe('timeout');
    await session.close();
  });
});

describe('a session that the server has lost', () => {
  it('is opened anew, once, for calls at once as for one', async () => {
    const sdk1 = await startSdk1Server({ stateful: true, records: [anna] });
    const session = await open({ url: sdk1.url });
    sdk1.loseSessions();
    for (let i = 0; i < 2; i++) {
      const { structuredContent } = await session.callTool(
        'find_contact',
        { email: 'anna@example.com' },
        { signal: soon() },
      );
      expect(structuredContent).toEqual({ matches: [anna] });
    }
    expect(methodsOf(sdk1).filter((method) => method === 'initialize')).toHaveLength(2);
    sdk1.loseSessions();
    const tools = await Promise.all([1, 2].map(() => session.listTools({ signal: soon() })));
    expect(tools.map((each) => each.length)).toEqual([1, 1]);
    expect(methodsOf(sdk1).filter((method) => method === 'initialize')).toHaveLength(3);
    await session.close();
    await sdk1.close();
  });

  it.each([400, 404])('is opened anew where that is said with %d, and is not opened for ever', async (status) => {
    const session = await open();
    server.fate = onToolCalls(withStatus(status));
    expect((await failing(session.callTool('hello', {}, { signal: soon() }))).reason).toBe('http_error');
    expect(methodsOf(server).filter((method) => method === 'initialize')).toHaveLength(2);
    await session.close();
  });

  it('and that cannot be opened anew fails with the reason for that, but not for ever', async () => {
    const session = await open();
    server.fate = (response, asked) =>
      withStatus(Object(asked.body).method === 'tools/call' ? 404 : 401)(response, asked);
    expect((await failing(session.callTool('hello', {}, { signal: soon() }))).reason).toBe('auth_failed');
    server.fate = withStatus(404);
    expect((await failing(session.callTool('hello', {}, { signal: soon() }))).reason).toBe('http_error');
    server.fate = healthy;
    expect((await session.callTool('hello', {}, { signal: soon() })).content).toHaveLength(1);
    await session.close();
  });
});

describe('credentials', () => {
  const rotating = (): Authorization => {
    let token = 1;
    return {
      headers: async () => ({ authorization: `Bearer ${token}` }),
      renew: async () => token++ > 0,
    };
  };
  const letsIn =
    (good: string): Fate =>
    (response, asked) =>
      (asked.headers.authorization === good ? healthy : withStatus(401))(response, asked);

  it('are sent with every request, and renewed once where they are refused', async () => {
    server.fate = letsIn('Bearer 2');
    const session = await open({ authorization: rotating() });
    await session.callTool('hello', {}, { signal: soon() });
    server.fate = letsIn('Bearer 3');
    await session.callTool('hello', {}, { signal: soon() });
    const sent = server.requests.map(({ headers }) => headers.authorization);
    expect(sent).toEqual([1, 2, 2, 2, 2, 2, 3].map((token) => `Bearer ${token}`));
    server.fate = letsIn('Bearer 9');
    const before = server.requests.length;
    expect((await failing(session.callTool('hello', {}, { signal: soon() }))).reason).toBe('auth_failed');
    expect(server.requests.length - before).toBe(2);
    await session.close();
  });

  it('that are refused with 403 are not renewed', async () => {
    server.fate = withStatus(403);
    expect((await failing(open({ authorization: rotating() }))).reason).toBe('http_error');
    expect(server.requests).toHaveLength(1);
  });
});

describe('the end of a session', () => {
  it('is told to a server that keeps it', async () => {
    const sdk1 = await startSdk1Server({ stateful: true, records: [] });
    const session = await open({ url: sdk1.url });
    await session.close();
    expect(sdk1.requests.at(-1)).toMatchObject({ method: 'DELETE', headers: { 'mcp-session-id': expect.anything() } });
    await sdk1.close();
  });

  it('does not wait for a server that is silent, nor fail', async () => {
    server.fate = (response, asked) => {
      if (asked.method === 'DELETE') return;
      response.setHeader('mcp-session-id', 'a');
      healthy(response, asked);
    };
    const session = await open({ fetch: outboundFetch({ allowLoopback: true }) });
    const started = performance.now();
    await session.close();
    expect(performance.now() - started).toBeLessThan(3000);
    expect((await failing(session.callTool('hello', {}, { signal: soon() }))).reason).toBeDefined();
  });

  it('leaves no timer that keeps the process alive, nor does an opening that failed', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
    const before = timers();
    const session = await open();
    server.fate = withEvents('id: 7\nretry: 3600000\ndata:');
    await failing(session.callTool('hello', {}, { signal: AbortSignal.timeout(50) }));
    await session.close();
    server.fate = (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': a\n\n');
    await failing(open({ signal: AbortSignal.timeout(50) }));
    expect(timers()).toBe(before);
  });

  it('leaves nothing that fails later', async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown) => rejections.push(reason);
    process.on('unhandledRejection', note);
    const session = await open();
    server.fate = onToolCalls(hang);
    const call = failing(session.callTool('hello', {}, { signal: AbortSignal.timeout(50) }));
    await session.close();
    await call;
    await wait(500);
    process.off('unhandledRejection', note);
    expect(rejections).toEqual([]);
  });
});

describe('a tool list in pages', () => {
  it.each([
    ['bare', -32601],
    ['legacy', undefined],
  ] as const)('is read to its end (%s)', async (era, code) => {
    server.fate = (response, asked) => {
      const { id, method, params } = Object(asked.body);
      if (method !== 'tools/list') {
        return code
          ? answerJson(response, { jsonrpc: '2.0', id, error: { code, message: 'no' } })
          : healthy(response, asked);
      }
      const page = Number(params?.cursor ?? 1);
      const tools = [{ name: `tool${page}`, inputSchema: { type: 'object' } }];
      return withResult({ tools, ...(page < 3 && { nextCursor: String(page + 1) }) })(response, asked);
    };
    const session = await open();
    expect(session.era).toBe(era);
    expect((await session.listTools({ signal: soon() })).map(({ name }) => name)).toEqual(['tool1', 'tool2', 'tool3']);
    await session.close();
  });
});
