import { AsyncLocalStorage } from 'node:async_hooks';
import {
  isJSONRPCNotification,
  isJSONRPCRequest,
  ProtocolErrorCode,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import type { Fetch } from '../../outbound/outboundFetch.ts';
import { CrmFailure } from '../CrmFailure.ts';
import type { McpEndpoint } from './session.ts';
import { toCrmFailure } from './sessionFailure.ts';
import { authorizedFetch, readJsonRpcResponse } from './sessionRequest.ts';

/** How often the response stream of one request is resumed. */
const maxResumptions = 10;
const minResumptionMilliseconds = 100;

/**
 * The state of one request that the SDK does not pass to `fetch`. `failure` is why its stream ended without a response.
 */
type RequestState = { readonly signal: AbortSignal; resumptions: number; failure: CrmFailure };

const callSignals = new AsyncLocalStorage<AbortSignal>();
const requestStates = new AsyncLocalStorage<RequestState>();

/**
 * Runs the work until the signal aborts, and aborts the HTTP requests that the work has sent. The SDK on its own would
 * only stop waiting for them.
 */
export async function runAbortable<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
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
 * Creates the SDK's transport, changed so that every request ends with a response or a `CrmFailure`. It opens no stream
 * for messages that the server sends on its own, and resumes the stream of a request at most 10 times.
 */
export function createTransport(endpoint: McpEndpoint): StreamableHTTPClientTransport {
  const transport = new StreamableHTTPClientTransport(new URL(endpoint.url), {
    fetch: transportFetch(endpoint),
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
    // Not needed: aborting the HTTP request cancels it.
    if (isCancellation) return;
    const signals = [callSignals.getStore(), options?.requestSignal].filter((each) => each !== undefined);
    const signal = AbortSignal.any(signals);
    const failure = new CrmFailure('unreadable', "The server's response ended before it was complete.");
    const state: RequestState = { signal, resumptions: 0, failure };
    const onRequestStreamEnd = () => {
      if (!isJSONRPCRequest(message)) return;
      const error = { code: ProtocolErrorCode.InternalError, message: 'No response', data: state.failure };
      transport.onmessage?.({ jsonrpc: '2.0', id: message.id, error });
    };
    await requestStates.run(state, () => send(message, { ...options, requestSignal: signal, onRequestStreamEnd }));
  };
  return transport;
}

function transportFetch(endpoint: McpEndpoint): Fetch {
  const fetch = authorizedFetch(endpoint);
  return async (url, init) => {
    const state = requestStates.getStore();
    if (init?.method === 'GET') {
      const isResumption = new Headers(init.headers).has('last-event-id');
      const mayResume = isResumption && state !== undefined && state.resumptions++ < maxResumptions;
      return mayResume ? recordFailure(await fetch(url, init), state) : new Response(null, { status: 405 });
    }
    const response = await fetch(url, init);
    const message: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    if (!response.ok || !isJSONRPCRequest(message)) return response;
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) return recordFailure(response, state);
    const headers = new Headers(response.headers);
    headers.set('content-type', 'application/json');
    return new Response(JSON.stringify(await readJsonRpcResponse(response, message.id)), { headers });
  };
}

/** Records why the response's stream broke off, because the SDK reports only a text. */
function recordFailure(response: Response, state: RequestState | undefined): Response {
  const { body, status, headers } = response;
  if (body === null || state === undefined) return response;
  async function* chunks(stream: ReadableStream<Uint8Array>, current: RequestState) {
    try {
      yield* stream;
    } catch (error) {
      current.failure = toCrmFailure(error, current.signal);
      throw error;
    }
  }
  return new Response(ReadableStream.from(chunks(body, state)), { status, headers });
}
