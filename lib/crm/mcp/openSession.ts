import type { McpProtocol } from '../../../schemas/crmConnection.ts';
import { CrmFailure } from '../CrmFailure.ts';
import { openBareSession } from './bareSession.ts';
import { openMcpSession } from './mcpSession.ts';
import type { McpEndpoint, Session } from './session.ts';
import { isProtocolRejection, toCrmFailure } from './sessionFailure.ts';

export type OpenOptions = McpEndpoint & {
  /** The protocol that the server spoke last time. It is tried first, and saves requests if it is still right. */
  readonly protocol?: McpProtocol | undefined;
  /** Aborts the opening, not the open session. */
  readonly signal: AbortSignal;
};

type Opener = (endpoint: McpEndpoint, signal: AbortSignal) => Promise<Session>;

/** Opens a session in whichever protocol the server speaks. Throws a `CrmFailure`. */
export async function openSession({ protocol, signal, ...endpoint }: OpenOptions): Promise<Session> {
  let rejection: unknown;
  for (const open of openersFor(protocol)) {
    try {
      return await open(endpoint, signal);
    } catch (error) {
      if (signal.aborted || !isProtocolRejection(error)) throw toCrmFailure(error, signal);
      rejection = error;
    }
  }
  const failure = toCrmFailure(rejection, signal);
  if (failure.reason !== 'tool_error') throw failure;
  throw new CrmFailure('unreadable', 'The server does not speak a supported version of MCP.', { cause: rejection });
}

const openNegotiated: Opener = (endpoint, signal) => openMcpSession(endpoint, 'negotiate', signal);
const openLegacy: Opener = (endpoint, signal) => openMcpSession(endpoint, 'legacy', signal);

function openersFor(protocol: McpProtocol | undefined): readonly Opener[] {
  if (protocol === 'bare') return [openBareSession, openNegotiated];
  return protocol === 'legacy' ? [openLegacy, openNegotiated, openBareSession] : [openNegotiated, openBareSession];
}
