import type { Authorization } from '../../../../lib/crm/credentials/authorization.ts';
import { crmFetch } from '../../../../lib/crm/crmFetch.ts';
import { type OpenOptions, openSession } from '../../../../lib/crm/mcp/openSession.ts';
import type { Session } from '../../../../lib/crm/mcp/session.ts';
import { type FaultyServer, startFaultyServer } from '../servers/faultyServer.ts';

/** Sends no credentials. */
export const anonymous: Authorization = { headers: async () => ({}), renew: async () => false };

/** Without the short limits that `open` uses by default. */
export const patientFetch = crmFetch({ allowLoopback: true });

const impatientFetch = crmFetch({
  allowLoopback: true,
  limits: { connectMilliseconds: 500, callMilliseconds: 800, bytes: 256 * 1024 },
});

export const soon = (): AbortSignal => AbortSignal.timeout(3000);

type TestServers = {
  /** The server of the current test. */
  readonly server: FaultyServer;
  /** Opens a session with it. */
  open(more?: Partial<OpenOptions>): Promise<Session>;
};

/** Starts a faulty server for each test of a file. */
export function useFaultyServer(): TestServers {
  let server: FaultyServer;
  beforeEach(async () => {
    server = await startFaultyServer();
  });
  afterEach(() => server.close());
  return {
    get server() {
      return server;
    },
    open: (more = {}) =>
      openSession({ url: server.url, authorization: anonymous, fetch: impatientFetch, signal: soon(), ...more }),
  };
}
