import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { FetchLike } from '@modelcontextprotocol/client';
import { CrmFailure } from '../crm/CrmFailure.ts';
import { type AddressRule, allowedUrl, assertDialable, guardedLookup } from './address.ts';
import { answerOf, codeOf, endWith, failureOf } from './response.ts';

export { assertAddressAllowed } from './address.ts';

export type OutboundLimits = {
  /** From the question for its address to an open connection, TLS included. */
  readonly connectMilliseconds: number;
  /** From the first step to the last byte of the body. */
  readonly callMilliseconds: number;
  /** Of a body. */
  readonly bytes: number;
};

export const outboundLimits: OutboundLimits = {
  connectMilliseconds: 5000,
  callMilliseconds: 10_000,
  bytes: 256 * 1024,
};

export type Outbound = AddressRule & { readonly signal?: AbortSignal; readonly limits?: OutboundLimits };

// Idle connections are ours to end, before most servers do: one that was ended during a freeze costs a request.
const agents = {
  'http:': new http.Agent({ keepAlive: true, timeout: 4000 }),
  'https:': new https.Agent({ keepAlive: true, timeout: 4000 }),
};

/**
 * A fetch for what tenants have us ask: only https at public addresses (loopback where that is allowed), no redirects, and
 * within limits of time and size, also while the body streams. Throws a `CrmFailure`, of the body too.
 */
export function outboundFetch({ signal, limits = outboundLimits, ...rule }: Outbound): FetchLike {
  return async (address, init = {}) => {
    const signals = [signal, init.signal, AbortSignal.timeout(limits.callMilliseconds)];
    const ended = AbortSignal.any(signals.filter((each) => each != null));
    try {
      const { method, headers, body } = new Request(allowedUrl(address, rule), { ...init, signal: null });
      const sent = { method, headers, body: body && Buffer.from(await new Response(body).arrayBuffer()) };
      const incoming = await dial(allowedUrl(address, rule), sent, { ended, limits, rule });
      return answerOf(incoming, limits.bytes, ended);
    } catch (error) {
      throw failureOf(error, ended);
    }
  };
}

type Sent = { readonly method: string; readonly headers: Headers; readonly body: Buffer | null };
type Dial = { readonly ended: AbortSignal; readonly limits: OutboundLimits; readonly rule: AddressRule };

function dial(url: URL, sent: Sent, how: Dial): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const isTls = url.protocol === 'https:';
  const outgoing = (isTls ? https : http).request(url, {
    method: sent.method,
    headers: { ...Object.fromEntries(sent.headers), 'accept-encoding': 'identity' },
    agent: agents[isTls ? 'https:' : 'http:'],
    lookup: guardedLookup(url.protocol, how.rule),
  });
  const end = () => outgoing.destroy();
  how.ended.addEventListener('abort', end, { once: true });
  const tooLong = setTimeout(
    () => outgoing.destroy(new CrmFailure('timeout', 'The server took too long to connect.')),
    how.limits.connectMilliseconds,
  );
  outgoing.on('socket', (socket) => {
    const connected = () => {
      clearTimeout(tooLong);
      try {
        // A kept connection may be one that was dialled under another rule.
        assertDialable(socket.remoteAddress, url.protocol, how.rule.allowLoopback);
      } catch (refused) {
        outgoing.destroy(refused instanceof Error ? refused : undefined);
      }
    };
    if (socket.connecting) socket.once(isTls ? 'secureConnect' : 'connect', connected);
    else connected();
  });
  let isAnswered = false;
  outgoing.on('response', (incoming) => {
    isAnswered = true;
    // From here on the body is what can be ended: a request that is over has a socket that may be another's.
    how.ended.removeEventListener('abort', end);
    endWith(how.ended, incoming);
    resolve(incoming);
  });
  outgoing.on('close', () => {
    clearTimeout(tooLong);
    how.ended.removeEventListener('abort', end);
  });
  outgoing.on('error', (error) => {
    const wasEndedMeanwhile = outgoing.reusedSocket && codeOf(error) === 'ECONNRESET';
    if (wasEndedMeanwhile && !isAnswered && !how.ended.aborted) resolve(dial(url, sent, how));
    else reject(error);
  });
  if (how.ended.aborted) end();
  else outgoing.end(sent.body ?? undefined);
  return promise;
}
