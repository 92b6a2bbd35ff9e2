import { randomUUID } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { logger } from '../logger.ts';
import { createAdmission } from './admission.ts';
import { createCallers } from './callers.ts';
import { loggedPath } from './loggedPath.ts';
import { rejectUnparsed } from './rejectUnparsed.ts';

/** The part used here of serverless-offline's hapi server. */
export interface GatewayServer {
  listener: HttpServer;
  ext(
    event: 'onRequest' | 'onPreResponse',
    method: (request: GatewayRequest, toolkit: Toolkit) => symbol | object | Promise<symbol | object>,
  ): void;
  events: { on(event: 'response', listener: (request: GatewayRequest) => void): void };
  stop(options: { timeout: number }): Promise<void>;
}

interface GatewayRequest {
  method: string;
  /** The path without the query string; absent if the URL is malformed. */
  path?: string;
  headers: Record<string, string | undefined>;
  info: { received: number; completed: number };
  raw: { req: { rawHeaders: string[] } };
  response: Reply | Boom;
}

interface Reply {
  isBoom?: undefined;
  statusCode: number;
  headers: Record<string, string>;
  source: unknown;
}

interface Boom {
  isBoom: true;
  output: { statusCode: number; headers: Record<string, string>; payload: object };
}

interface Toolkit {
  continue: symbol;
  /** Ends the handling of a request without a response. */
  abandon: symbol;
  response(body: object): { code(status: number): { takeover(): object } };
}

/**
 * How many requests are in progress at a time. Functions share one thread: more requests would not be faster together,
 * but each would be slower, until all run out of time. Those that wait have not begun their functions' time.
 */
const places = { all: 20, perCaller: 4, waiting: 100 };

/** A client that does not wait for `retry-after` would otherwise leave no time for the requests in progress. */
const shedMs = 500;

const overloaded = { error: 'The service has too many requests in progress. Please try again.' };

const messages: Record<number, string> = {
  400: 'The path or a header of the request is malformed',
  413: 'The body is too large',
  503: 'The request took too long. Please try again.',
};

/**
 * Makes serverless-offline behave like API Gateway and the contract: bodies reach functions unparsed, CORS is up to
 * functions, and requests that the server itself rejects get `{"error": "..."}`. Requests beyond the limits and those
 * of functions that run out of time get 503. Logs a line for each request, without its query string
 * and what else may identify a person.
 */
export function behaveLikeApiGateway(server: GatewayServer): void {
  const admission = createAdmission(places);
  const callers = createCallers();
  /** The callers of the requests in progress. */
  const admitted = new WeakMap<GatewayRequest, string>();
  const ended = new WeakSet<GatewayRequest>();

  server.ext('onRequest', async (request, toolkit) => {
    const caller = callers.find(request.headers.authorization);
    if (!(await admission.enter(caller))) {
      await sleep(shedMs);
      return toolkit.response(overloaded).code(503).takeover();
    }
    // The client may have closed the connection while the request waited.
    if (ended.has(request)) {
      admission.leave(caller);
      return toolkit.abandon;
    }
    admitted.set(request, caller);
    const { headers, raw } = request;
    // serverless-offline would pass application/json to the function. A missing type means octet-stream (RFC 9110,
    // 8.3).
    if (!headers['content-type']) raw.req.rawHeaders.push('content-type', 'application/octet-stream');
    // serverless-offline would reject types that it cannot parse, turn the JSON bodies `0`, `null` and `false` into
    // values, and apply CORS. Functions still get the headers as they were sent, from rawHeaders.
    headers['content-type'] = 'text/plain';
    delete headers.origin;
    return toolkit.continue;
  });

  server.ext('onPreResponse', ({ response }, toolkit) => {
    const { headers } = response.isBoom ? response.output : response;
    // Every endpoint sets this header.
    if (headers['x-request-id']) return toolkit.continue;
    headers['x-request-id'] = randomUUID();
    if (response.isBoom) {
      response.output.payload = failure(response.output.statusCode);
    } else {
      // The request was shed, or the function threw or timed out, which serverless-offline answers with 200.
      const isShed = response.source === overloaded;
      response.statusCode = isShed || isTimeout(response.source) ? 503 : 500;
      if (response.statusCode === 503) headers['retry-after'] = '1';
      if (!isShed) response.source = failure(response.statusCode);
    }
    return toolkit.continue;
  });

  // Emitted once for every request, also when its connection was closed.
  server.events.on('response', (request) => {
    ended.add(request);
    const { method, path, info, response, headers } = request;
    const reply = response?.isBoom ? response.output : response;
    const caller = admitted.get(request);
    if (caller !== undefined) {
      admission.leave(caller);
      // Only the response to a valid credential states its limits.
      if (reply?.headers.ratelimit) callers.accept(headers.authorization);
    }
    const { statusCode: status } = reply ?? {};
    const requestId = reply?.headers['x-request-id'];
    const ms = info.completed - info.received;
    const fields = { method: method.toUpperCase(), path: path && loggedPath(path), status, ms, requestId };
    logger.info('request', fields);
  });

  rejectUnparsed(server.listener);
}

/** Whether serverless-offline describes a timeout in this body. */
function isTimeout(body: unknown): boolean {
  return typeof body === 'string' && body.includes('"errorType":"LambdaTimeoutError"');
}

function failure(status: number): { error: string } {
  return { error: messages[status] ?? 'Something went wrong on our side. Please try again.' };
}
