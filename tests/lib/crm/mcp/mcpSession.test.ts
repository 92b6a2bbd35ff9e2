import { setTimeout as wait } from 'node:timers/promises';
import { jest } from '@jest/globals';
import type { CrmFailureReason } from '../../../../lib/crm/CrmFailure.ts';
import { crmFailure } from '../../../support/rejections.ts';
import { until } from '../../../support/until.ts';
import {
  type Fate,
  hang,
  healthy,
  onToolCalls,
  withEvents,
  withResult,
  withStatus,
  withText,
} from '../servers/faultyServer.ts';
import { anna, type Match } from '../servers/findContact.ts';
import { type LegacyServer, startLegacyServer } from '../servers/legacyServer.ts';
import { methodsOf } from '../servers/serve.ts';
import { faults } from './faults.ts';
import { patientFetch, soon, useFaultyServer } from './testSession.ts';

const mcp = useFaultyServer();

const sdk1Servers: LegacyServer[] = [];
afterEach(() => Promise.all(sdk1Servers.splice(0).map((each) => each.close())));
const startSdk1 = async (...records: readonly Match[]) => {
  const sdk1 = await startLegacyServer({ stateful: true, records });
  sdk1Servers.push(sdk1);
  return sdk1;
};

describe('a tool call fails, and the session stays usable, if it is', () => {
  it.each<[string, Fate, CrmFailureReason]>([
    ...faults,
    ['rejected with 404', withStatus(404), 'http_error'],
    ['rejected with 418', withStatus(418), 'http_error'],
    ['answered with a result of the wrong form', withResult({ content: 'anna' }), 'unreadable'],
    ['answered with a result that is a number', withResult(7), 'unreadable'],
    [
      'answered with an error of JSON-RPC',
      withText('{"jsonrpc":"2.0","id":null,"error":{"code":-32602,"message":"no"}}'),
      'tool_error',
    ],
  ])('%s', async (_, fate, reason) => {
    const session = await mcp.open();
    mcp.server.fate = onToolCalls(fate);
    const signal = soon();
    expect((await crmFailure(session.callTool('hello', {}, { signal }))).reason).toBe(reason);
    expect(signal.aborted).toBe(false);
    mcp.server.fate = healthy;
    const { content } = await session.callTool('hello', {}, { signal: soon() });
    expect(content).toEqual([{ type: 'text', text: 'hello' }]);
    await session.close();
  });
});

describe('a tool call', () => {
  it.each<[string, Fate]>([
    ['is silent', hang],
    ['streams', (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': a\n\n')],
  ])('is aborted by its signal, and so is its HTTP request, if the server %s', async (_, fate) => {
    const session = await mcp.open({ fetch: patientFetch });
    const gone = Promise.withResolvers<void>();
    mcp.server.fate = onToolCalls((response, received) => {
      response.on('close', gone.resolve);
      fate(response, received);
    });
    expect((await crmFailure(session.callTool('hello', {}, { signal: AbortSignal.timeout(100) }))).reason).toBe(
      'timeout',
    );
    await gone.promise;
    await wait(50);
    expect(methodsOf(mcp.server)).not.toContain('notifications/cancelled');
    await session.close();
  });
});

describe('a session that the server has lost', () => {
  it('is reopened once, for one call and for concurrent calls', async () => {
    const sdk1 = await startSdk1(anna);
    const session = await mcp.open({ url: sdk1.url });
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
    expect(tools.map((each) => each.length)).toEqual([2, 2]);
    expect(methodsOf(sdk1).filter((method) => method === 'initialize')).toHaveLength(3);
    await session.close();
  });

  it('is not reopened again for a call that learns of the loss after another call has reopened it', async () => {
    const session = await mcp.open();
    const lateCall = Promise.withResolvers<void>();
    const seen = new Set<string>();
    mcp.server.fate = onToolCalls(async (response, received) => {
      const { name } = Object(received.body).params;
      if (seen.has(name)) return healthy(response, received);
      seen.add(name);
      if (name === 'late') await lateCall.promise;
      return withStatus(404)(response, received);
    });
    const late = session.callTool('late', {}, { signal: soon() });
    await session.callTool('early', {}, { signal: soon() });
    lateCall.resolve();
    expect((await late).content).toHaveLength(1);
    expect(methodsOf(mcp.server).filter((method) => method === 'initialize')).toHaveLength(2);
    await session.close();
  });

  it.each([400, 404])('is reopened once per call if the server reports the loss with status %d', async (status) => {
    const session = await mcp.open();
    mcp.server.fate = onToolCalls(withStatus(status));
    expect((await crmFailure(session.callTool('hello', {}, { signal: soon() }))).reason).toBe('http_error');
    expect(methodsOf(mcp.server).filter((method) => method === 'initialize')).toHaveLength(2);
    await session.close();
  });

  it('that cannot be reopened fails with the reason, and the next call tries again', async () => {
    const session = await mcp.open();
    mcp.server.fate = (response, received) =>
      withStatus(Object(received.body).method === 'tools/call' ? 404 : 401)(response, received);
    expect((await crmFailure(session.callTool('hello', {}, { signal: soon() }))).reason).toBe('auth_failed');
    mcp.server.fate = withStatus(404);
    expect((await crmFailure(session.callTool('hello', {}, { signal: soon() }))).reason).toBe('http_error');
    mcp.server.fate = healthy;
    expect((await session.callTool('hello', {}, { signal: soon() })).content).toHaveLength(1);
    await session.close();
  });
});

describe('close', () => {
  it('sends DELETE to a server with sessions', async () => {
    const sdk1 = await startSdk1();
    const session = await mcp.open({ url: sdk1.url });
    await session.close();
    expect(sdk1.requests.at(-1)).toMatchObject({ method: 'DELETE', headers: { 'mcp-session-id': expect.anything() } });
  });

  it('ends after a second if the server does not respond', async () => {
    mcp.server.fate = (response, received) => {
      if (received.method === 'DELETE') return;
      response.setHeader('mcp-session-id', 'a');
      healthy(response, received);
    };
    const session = await mcp.open({ fetch: patientFetch });
    const timeout = jest.spyOn(AbortSignal, 'timeout');
    await session.close();
    expect(timeout.mock.calls).toContainEqual([1000]);
    timeout.mockRestore();
    expect((await crmFailure(session.callTool('hello', {}, { signal: soon() }))).reason).toBeDefined();
  });

  it('leaves no timer that keeps the process alive, nor does a failed openSession', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
    // Starting the test leaves a timer that soon ends.
    await wait(200);
    const before = timers();
    const session = await mcp.open();
    mcp.server.fate = withEvents('id: 7\nretry: 3600000\ndata:');
    await crmFailure(session.callTool('hello', {}, { signal: AbortSignal.timeout(50) }));
    await session.close();
    mcp.server.fate = (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': a\n\n');
    await crmFailure(mcp.open({ signal: AbortSignal.timeout(50) }));
    await until(() => timers() <= before);
  });

  it('leaves no promise that rejects later', async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown) => rejections.push(reason);
    process.on('unhandledRejection', note);
    const session = await mcp.open();
    mcp.server.fate = onToolCalls(hang);
    const call = crmFailure(session.callTool('hello', {}, { signal: AbortSignal.timeout(50) }));
    await session.close();
    await call;
    await wait(500);
    process.off('unhandledRejection', note);
    expect(rejections).toEqual([]);
  });
});

it('listTools reads all pages', async () => {
  mcp.server.fate = (response, received) => {
    const { method, params } = Object(received.body);
    if (method !== 'tools/list') return healthy(response, received);
    const page = Number(params?.cursor ?? 1);
    const tools = [{ name: `tool${page}`, inputSchema: { type: 'object' } }];
    return withResult({ tools, ...(page < 3 && { nextCursor: String(page + 1) }) })(response, received);
  };
  const session = await mcp.open();
  expect(session.protocol).toBe('legacy');
  expect((await session.listTools({ signal: soon() })).map(({ name }) => name)).toEqual(['tool1', 'tool2', 'tool3']);
  await session.close();
});
