import { config } from '../config.ts';
import type { Connection } from './connection.ts';
import { authorizationOf } from './credentials.ts';
import { outboundFetch } from './outbound.ts';
import { getSecret, updateSecret } from './secrets.ts';
import { openSession, type Session } from './session.ts';

/** As many sessions as a function keeps while it is warm. */
const maxSessions = 100;

/** What a server was found to speak is found out anew after a week: it may have learned since. */
const believedMilliseconds = 7 * 86_400_000;

const sessions = new Map<string, Promise<Session>>();

/** The session of a connection, opened where there is none yet. Throws CrmFailure, `unavailable`. */
export function reuseSession(connection: Connection, signal: AbortSignal): Promise<Session> {
  const known = sessions.get(connection.revision);
  if (known) return known;
  if (sessions.size >= maxSessions) sessions.clear();
  const session = open(connection, signal);
  sessions.set(connection.revision, session);
  // Who asks next tries anew.
  session.catch(() => dropSession(connection));
  return session;
}

/** Forgets the session of a connection that failed. */
export const dropSession = ({ revision }: Connection): void => void sessions.delete(revision);

async function open({ url, auth, secretName, spoken }: Connection, signal: AbortSignal): Promise<Session> {
  const fetch = outboundFetch({ allowLoopback: config.allowsLoopback() });
  const secret = secretName === undefined ? {} : await getSecret(secretName);
  const authorization = authorizationOf(auth, secret, {
    fetch,
    ...(secretName !== undefined && {
      keep: (changed) => updateSecret(secretName, changed),
      reread: () => getSecret(secretName),
    }),
  });
  const isBelieved = spoken !== undefined && spoken.at > Date.now() - believedMilliseconds;
  return openSession({ url, authorization, fetch, signal, ...(isBelieved && { era: spoken.era }) });
}
