import { config } from '../../config.ts';
import { believedEra, type Connection } from '../../contacts/connection.ts';
import { outboundFetch } from '../../outbound/outboundFetch.ts';
import { getSecret, updateSecret } from '../../secrets/secrets.ts';
import { authorizationOf } from '../credentials/authorization.ts';
import { openSession, type Session } from './openSession.ts';

/** As many sessions as a function keeps while it is warm. */
const maxSessions = 100;

const sessions = new Map<string, Promise<Session>>();

/** The session of a connection, opened where there is none yet. Throws CrmFailure, `unavailable`. */
export function reuseSession(connection: Connection, signal: AbortSignal): Promise<Session> {
  const known = sessions.get(connection.revision);
  if (known) return known;
  const [oldest] = sessions.keys();
  if (oldest !== undefined && sessions.size >= maxSessions) sessions.delete(oldest);
  const session = open(connection, signal);
  sessions.set(connection.revision, session);
  // Who asks next tries anew.
  session.catch(() => dropSession(connection));
  return session;
}

/** Forgets the session of a connection that failed. */
export const dropSession = ({ revision }: Connection): void => void sessions.delete(revision);

async function open(connection: Connection, signal: AbortSignal): Promise<Session> {
  const { url, auth, secretName } = connection;
  const fetch = outboundFetch({ allowLoopback: config.allowsLoopback() });
  const secret = secretName === undefined ? {} : await getSecret(secretName);
  const authorization = authorizationOf(auth, secret, {
    fetch,
    ...(secretName !== undefined && {
      keep: (changed) => updateSecret(secretName, changed),
      reread: () => getSecret(secretName),
    }),
  });
  return openSession({ url, authorization, fetch, signal, era: believedEra(connection) });
}
