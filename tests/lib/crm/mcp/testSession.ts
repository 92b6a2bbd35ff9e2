import type { Authorization } from '../../../../lib/crm/credentials/authorization.ts';
import { crmFetch } from '../../../../lib/crm/crmFetch.ts';
import { type OpenOptions, openSession } from '../../../../lib/crm/mcp/openSession.ts';
import type { Session } from '../../../../lib/crm/mcp/session.ts';
import { type FaultyServer, startFaultyServer } from '../servers/faultyServer.ts';

/** Sends no credentials. */
export const anonymous: Authorization = { headers: async () => ({}), renew: async () => false };

const fetchWithin = (milliseconds: number) =>
  crmFetch({
    allowLoopback: true,
    limits: { connectMilliseconds: milliseconds, callMilliseconds: milliseconds, bytes: 256 * 1024 },
  });

/** With limits that no test reaches. */
export const patientFetch = fetchWithin(3_600_000);

/** With limits that end a request without a response soon, and that other requests do not reach. */
export const impatientFetch = fetchWithin(1500);

/** Aborts when something must hang. */
export const soon = (): AbortSignal => AbortSignal.timeout(100_000);

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
