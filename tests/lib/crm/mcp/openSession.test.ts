import type { CrmFailureReason } from '../../../../lib/crm/CrmFailure.ts';
import { crmFailure } from '../../../support/rejections.ts';
import { type Fate, hang, healthy, withStatus, withText } from '../servers/faultyServer.ts';
import { methodsOf } from '../servers/serve.ts';
import { faults } from './faults.ts';
import { patientFetch, useFaultyServer } from './testSession.ts';

const mcp = useFaultyServer();

describe('openSession fails if every request is', () => {
  it.each<[string, Fate, CrmFailureReason]>([
    ...faults,
    ['rejected with 404', withStatus(404), 'http_error'],
    [
      'answered with an error of JSON-RPC',
      withText('{"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"no"}}'),
      'unreadable',
    ],
  ])('%s', async (_, fate, reason) => {
    for (const protocol of [undefined, 'legacy', 'bare'] as const) {
      mcp.server.fate = fate;
      expect((await crmFailure(mcp.open({ protocol }))).reason).toBe(reason);
    }
  });
});

describe('openSession', () => {
  it('is aborted by its signal', async () => {
    mcp.server.fate = hang;
    const signal = AbortSignal.timeout(100);
    expect((await crmFailure(mcp.open({ fetch: patientFetch, signal }))).reason).toBe('timeout');
  });

  it('tries the protocol of the last session first', async () => {
    const session = await mcp.open({ protocol: 'bare' });
    expect([session.protocol, methodsOf(mcp.server)]).toEqual(['bare', ['tools/list']]);
  });

  it('negotiates if the server no longer speaks the protocol of the last session', async () => {
    mcp.server.fate = (response, received) =>
      (Object(received.body).method === 'tools/list' ? withStatus(400) : healthy)(response, received);
    const session = await mcp.open({ protocol: 'bare' });
    expect(session.protocol).toBe('legacy');
    expect(methodsOf(mcp.server)).toEqual(['tools/list', 'server/discover', 'initialize', 'notifications/initialized']);
  });
});
