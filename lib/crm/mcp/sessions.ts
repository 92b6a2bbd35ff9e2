import type { CrmSecret } from '../../../schemas/crmAuth.ts';
import { config } from '../../config.ts';
import { type Connection, knownProtocol } from '../../contacts/connection.ts';
import { findSecret, updateSecret } from '../../secrets/secrets.ts';
import { createAuthorization } from '../credentials/authorization.ts';
import { crmFetch } from '../crmFetch.ts';
import { openSession } from './openSession.ts';
import type { Session } from './session.ts';

/** How many sessions one Lambda instance keeps open between invocations. */
const maxSessions = 100;

const sessions = new Map<string, Promise<Session>>();

/** Returns the open session of a connection, or opens one. Throws a `CrmFailure`, and `unavailable`. */
export function reuseSession(connection: Connection, signal: AbortSignal): Promise<Session> {
  const existing = sessions.get(connection.revision);
  if (existing) return existing;
  const [oldest] = sessions.keys();
  if (oldest !== undefined && sessions.size >= maxSessions) sessions.delete(oldest);
  const session = open(connection, signal);
  sessions.set(connection.revision, session);
  // The next lookup tries again.
  session.catch(() => dropSession(connection));
  return session;
}

/** Makes the next `reuseSession` open a new session. */
export const dropSession = ({ revision }: Connection): void => void sessions.delete(revision);

async function open(connection: Connection, signal: AbortSignal): Promise<Session> {
  const { url, auth, secretName } = connection;
  const fetch = crmFetch(config.crmAddresses());
  const loadSecret = async (): Promise<CrmSecret> =>
    (secretName === undefined ? undefined : await findSecret(secretName)) ?? {};
  const authorization = createAuthorization(auth, await loadSecret(), {
    fetch,
    ...(secretName !== undefined && {
      saveSecret: (rotated) => updateSecret(secretName, rotated),
      reloadSecret: loadSecret,
    }),
  });
  return openSession({ url, authorization, fetch, signal, protocol: knownProtocol(connection) });
}
