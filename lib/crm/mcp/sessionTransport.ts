import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type FetchLike,
  isJSONRPCNotification,
  isJSONRPCRequest,
  ProtocolErrorCode,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { CrmFailure } from '../CrmFailure.ts';
import { failureOf } from './sessionFailure.ts';
import { authorizedFetch, type Link, readAnswer } from './sessionRequest.ts';

/** How often the stream of one request is taken up again. */
const maxResumptions = 10;
const minResumptionMilliseconds = 100;

/** One request, with what is told of it where the SDK has no place for it. */
type Exchange = { readonly signal: AbortSignal; resumptions: number; failure: CrmFailure };

const callSignals = new AsyncLocalStorage<AbortSignal>();
const exchanges = new AsyncLocalStorage<Exchange>();

/** Does the work, whose requests end with the signal, and so does the wait for it: the SDK itself only stops waiting. */
export async function within<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([callSignals.run(signal, work), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/**
 * The SDK's transport, of which every request comes to an end: with an answer to it, or with a failure. It opens no stream
 * for what the server might say unasked, and resumes those of its requests at most 10 times.
 */
export function sessionTransport(link: Link): StreamableHTTPClientTransport {
  const transport = new StreamableHTTPClientTransport(new URL(link.url), {
    fetch: transportFetch(link),
    reconnectionOptions: {
      initialReconnectionDelay: 200,
      maxReconnectionDelay: 2000,
      reconnectionDelayGrowFactor: 2,
      maxRetries: 2,
    },
    reconnectionScheduler(reconnect, milliseconds) {
      const timer = setTimeout(reconnect, Math.max(milliseconds, minResumptionMilliseconds)).unref();
      return () => clearTimeout(timer);
    },
  });
  const send = transport.send.bind(transport);
  transport.send = async (message, options) => {
    const isCancellation = isJSONRPCNotification(message) && message.method === 'notifications/cancelled';
    // Its request has been aborted, which says the same.
    if (isCancellation) return;
    const signals = [callSignals.getStore(), options?.requestSignal].filter((each) => each !== undefined);
    const signal = AbortSignal.any(signals);
    const failure = new CrmFailure('unreadable', 'The server ended its answer before it was whole.');
    const exchange: Exchange = { signal, resumptions: 0, failure };
    const onRequestStreamEnd = () => {
      if (!isJSONRPCRequest(message)) return;
      const error = { code: ProtocolErrorCode.InternalError, message: 'No answer', data: exchange.failure };
      transport.onmessage?.({ jsonrpc: '2.0', id: message.id, error });
    };
    await exchanges.run(exchange, () => send(message, { ...options, requestSignal: signal, onRequestStreamEnd }));
  };
  return transport;
}

function transportFetch(link: Link): FetchLike {
  const fetch = authorizedFetch(link);
  return async (url, init) => {
    const exchange = exchanges.getStore();
    if (init?.method === 'GET') {
      const isResumption = new Headers(init.headers).has('last-event-id');
      const mayResume = isResumption && exchange !== undefined && exchange.resumptions++ < maxResumptions;
      return mayResume ? watched(await fetch(url, init), exchange) : new Response(null, { status: 405 });
    }
    const response = await fetch(url, init);
    const message: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    if (!response.ok || !isJSONRPCRequest(message)) return response;
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) return watched(response, exchange);
    const headers = new Headers(response.headers);
    headers.set('content-type', 'application/json');
    return new Response(JSON.stringify(await readAnswer(response, message.id)), { headers });
  };
}

/** Notes why a stream broke off, which the SDK only tells in words. */
function watched(response: Response, exchange: Exchange | undefined): Response {
  const { body, status, headers } = response;
  if (body === null || exchange === undefined) return response;
  async function* watch(stream: ReadableStream<Uint8Array>, { signal }: Exchange) {
    try {
      yield* stream;
    } catch (error) {
      if (exchange) exchange.failure = failureOf(error, signal);
      throw error;
    }
  }
  return new Response(ReadableStream.from(watch(body, exchange)), { status, headers });
}
