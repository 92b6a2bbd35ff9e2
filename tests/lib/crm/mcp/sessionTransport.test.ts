import { runAbortable } from '../../../../lib/crm/mcp/sessionTransport.ts';
import { crmFailure } from '../../../support/rejections.ts';
import { type Fate, onToolCalls, withEvents } from '../servers/faultyServer.ts';
import { methodsOf } from '../servers/serve.ts';
import { soon, useFaultyServer } from './testSession.ts';

const mcp = useFaultyServer();
const event = (id: unknown, result: unknown) => `data: ${JSON.stringify({ jsonrpc: '2.0', id, result })}`;

describe('the response stream of a request', () => {
  const streaming =
    (fate: Fate): Fate =>
    (response, received) =>
      received.method === 'GET' ? fate(response, received) : onToolCalls(fate)(response, received);

  it('is the only stream: none is opened for messages of the server', async () => {
    const session = await mcp.open();
    await session.callTool('hello', {}, { signal: soon() });
    await session.close();
    expect(methodsOf(mcp.server)).toEqual(['server/discover', 'initialize', 'notifications/initialized', 'tools/call']);
  });

  it('is resumed after its last event if it ends early', async () => {
    const session = await mcp.open();
    let requestId: unknown;
    mcp.server.fate = streaming((response, { method, body }) => {
      if (method !== 'GET') requestId = Object(body).id;
      const events = method === 'GET' ? event(requestId, { content: [] }) : 'id: 7\nretry: 150\ndata:';
      return withEvents(events)(response, { method, path: '', headers: {}, body });
    });
    expect(await session.callTool('hello', {}, { signal: soon() })).toEqual({ content: [] });
    expect(mcp.server.requests.at(-1)).toMatchObject({ method: 'GET', headers: { 'last-event-id': '7' } });
    await session.close();
  });

  it('is resumed at most 10 times', async () => {
    const session = await mcp.open();
    mcp.server.fate = streaming(withEvents('id: 7\nretry: 0\ndata:'));
    expect((await crmFailure(session.callTool('hello', {}, { signal: soon() }))).reason).toBe('unreadable');
    expect(methodsOf(mcp.server).filter((method) => method === 'GET')).toHaveLength(10);
    await session.close();
  });

  it('times out if it may be resumed only in an hour', async () => {
    const session = await mcp.open();
    mcp.server.fate = streaming(withEvents('id: 7\nretry: 3600000\ndata:'));
    const signal = AbortSignal.timeout(100);
    expect((await crmFailure(session.callTool('hello', {}, { signal }))).reason).toBe('timeout');
    await session.close();
  });
});

describe('runAbortable', () => {
  it('returns the result of the work', async () => {
    expect(await runAbortable(soon(), async () => 'done')).toBe('done');
  });

  it('rejects when the signal aborts, although the work goes on', async () => {
    const aborted = runAbortable(AbortSignal.timeout(20), () => new Promise(() => {}));
    await expect(aborted).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('does not start the work if the signal has aborted', async () => {
    let isStarted = false;
    const work = async () => {
      isStarted = true;
    };
    await expect(runAbortable(AbortSignal.abort(), work)).rejects.toThrow();
    expect(isStarted).toBe(false);
  });
});
