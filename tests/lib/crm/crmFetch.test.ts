import { crmFetch } from '../../../lib/crm/crmFetch.ts';
import { outboundFetch } from '../../../lib/outbound/outboundFetch.ts';
import { crmFailure, outboundError } from '../../support/rejections.ts';
import { drip, type FaultyServer, flood, reset, startFaultyServer, withStatus } from './servers/faultyServer.ts';

let server: FaultyServer;
beforeEach(async () => {
  server = await startFaultyServer();
});
afterEach(() => server.close());

const options = {
  allowLoopback: true,
  limits: { connectMilliseconds: 1000, callMilliseconds: 1500, bytes: 256 * 1024 },
};
const textOf = async (fetch: ReturnType<typeof outboundFetch>, url: string) => (await fetch(url)).text();

describe('crmFetch', () => {
  it('returns the response of the server', async () => {
    server.fate = (response) => response.writeHead(418, { 'x-a': 'b' }).end('tea');
    const response = await crmFetch(options)(server.url);
    expect([response.status, response.headers.get('x-a'), await response.text()]).toEqual([418, 'b', 'tea']);
  });

  it('throws a CrmFailure with the reason, message and cause of the OutboundError, also for the body', async () => {
    for (const fate of [withStatus(302, { location: '/' }), reset, drip, flood]) {
      server.fate = fate;
      const { reason, message, cause } = await outboundError(textOf(outboundFetch(options), server.url));
      const failure = await crmFailure(textOf(crmFetch(options), server.url));
      expect(failure).toMatchObject({ code: 'crm_failed', reason, message });
      expect(String(failure.cause)).toBe(String(cause));
    }
  });

  it('closes the connection when a body is cancelled before it is read', async () => {
    const closed = Promise.withResolvers<void>();
    server.fate = (response) => response.on('close', closed.resolve).writeHead(200).write('first');
    const { body } = await crmFetch({ allowLoopback: true })(server.url);
    await body?.cancel();
    await closed.promise;
  });

  it('returns a response without a body', async () => {
    server.fate = withStatus(204);
    expect(await textOf(crmFetch(options), server.url)).toBe('');
  });
});
