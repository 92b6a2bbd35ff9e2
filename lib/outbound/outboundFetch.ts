import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { refuseInRehearsal } from '../rehearsal.ts';
import { type AddressRule, assertIpAllowed, guardedLookup, parseAllowedUrl } from './address.ts';
import { OutboundError } from './OutboundError.ts';
import { destroyOnAbort, errorCode, toOutboundError, toResponse } from './response.ts';

/** `fetch` without `Request` objects. */
export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

export type OutboundLimits = {
  /** From the DNS lookup to an open connection, including TLS. */
  readonly connectMilliseconds: number;
  /** From the call of `fetch` to the last byte of the body. */
  readonly callMilliseconds: number;
  /** Size of a response body. */
  readonly bytes: number;
};

export const outboundLimits: OutboundLimits = {
  connectMilliseconds: 5000,
  callMilliseconds: 10_000,
  bytes: 256 * 1024,
};

export type OutboundOptions = AddressRule & { readonly signal?: AbortSignal; readonly limits?: OutboundLimits };

// Shorter than the keep-alive timeout of most servers: a connection that the server closes while Lambda is frozen costs
// a request.
const agents = {
  'http:': new http.Agent({ keepAlive: true, timeout: 4000 }),
  'https:': new https.Agent({ keepAlive: true, timeout: 4000 }),
};

/**
 * Creates a `fetch` for URLs that tenants choose. It requests only https at public addresses (and loopback if allowed),
 * follows no redirects, and limits the time and size of a response, also while the body is read. The call and the
 * body's stream throw an `OutboundError`.
 *
 * Node's own `fetch` cannot check the IP address of a connection, so this uses `http.request`.
 */
export function outboundFetch({ signal, limits = outboundLimits, ...rule }: OutboundOptions): Fetch {
  return async (address, init = {}) => {
    const signals = [signal, init.signal, AbortSignal.timeout(limits.callMilliseconds)];
    const anySignal = AbortSignal.any(signals.filter((each) => each != null));
    try {
      const { method, headers, body } = new Request(parseAllowedUrl(address, rule), { ...init, signal: null });
      const request = { method, headers, body: body && Buffer.from(await new Response(body).arrayBuffer()) };
      const incoming = await send(parseAllowedUrl(address, rule), request, { signal: anySignal, limits, rule });
      return toResponse(incoming, limits.bytes, anySignal);
    } catch (error) {
      throw toOutboundError(error, anySignal);
    }
  };
}

type OutgoingRequest = { readonly method: string; readonly headers: Headers; readonly body: Buffer | null };
type SendOptions = { readonly signal: AbortSignal; readonly limits: OutboundLimits; readonly rule: AddressRule };

function send(url: URL, request: OutgoingRequest, options: SendOptions): Promise<IncomingMessage> {
  refuseInRehearsal();
  const { signal, limits, rule } = options;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const isTls = url.protocol === 'https:';
  const outgoing = (isTls ? https : http).request(url, {
    method: request.method,
    headers: { ...Object.fromEntries(request.headers), 'accept-encoding': 'identity' },
    agent: agents[isTls ? 'https:' : 'http:'],
    lookup: guardedLookup(url.protocol, rule),
  });
  const abort = () => outgoing.destroy();
  signal.addEventListener('abort', abort, { once: true });
  const connectTimer = setTimeout(
    () => outgoing.destroy(new OutboundError('timeout', 'Connecting to the server took too long.')),
    limits.connectMilliseconds,
  );
  outgoing.on('socket', (socket) => {
    const onConnect = () => {
      clearTimeout(connectTimer);
      try {
        // A reused connection may have been opened under another rule.
        assertIpAllowed(socket.remoteAddress, url.protocol, rule.allowLoopback);
      } catch (error) {
        outgoing.destroy(error instanceof Error ? error : undefined);
      }
    };
    if (socket.connecting) socket.once(isTls ? 'secureConnect' : 'connect', onConnect);
    else onConnect();
  });
  let hasResponse = false;
  outgoing.on('response', (incoming) => {
    hasResponse = true;
    // From now on, abort the body and not the request: a finished request's socket may already serve another request.
    signal.removeEventListener('abort', abort);
    destroyOnAbort(signal, incoming);
    resolve(incoming);
  });
  outgoing.on('close', () => {
    clearTimeout(connectTimer);
    signal.removeEventListener('abort', abort);
    // Node closes the connection without an error when the server switches to another protocol (101).
    reject(new TypeError('The connection was closed without a response'));
  });
  outgoing.on('error', (error) => {
    // The server closed an idle connection while we reused it. Only then is it safe to send the request a second time.
    const wasIdleClosed = outgoing.reusedSocket && errorCode(error) === 'ECONNRESET';
    if (wasIdleClosed && !hasResponse && !signal.aborted) resolve(send(url, request, options));
    else reject(error);
  });
  if (signal.aborted) abort();
  else outgoing.end(request.body ?? undefined);
  return promise;
}
