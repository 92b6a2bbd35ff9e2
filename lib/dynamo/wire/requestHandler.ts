import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols';

interface Limits {
  /** The milliseconds in which a connection opens. */
  readonly connectionTimeout: number;
  /** The milliseconds in which the whole response arrives. */
  readonly requestTimeout: number;
}

interface Options {
  /** Replaces the client's, in milliseconds. */
  readonly requestTimeout?: number;
}

const agentOptions = { keepAlive: true, maxSockets: 50 };

/**
 * Sends requests over HTTP(S) connections that stay open, and reads whole responses; their bodies are Buffers. Rejects
 * with a `TimeoutError` where a limit is exceeded or the connection breaks, as the SDK's own handler does. Unlike it,
 * the time limit includes the body, and not the wait for one of the 50 connections.
 */
export function requestHandler({ connectionTimeout, requestTimeout: defaultTimeout }: Limits) {
  const agents = { http: new http.Agent(agentOptions), https: new https.Agent(agentOptions) };

  const handle = (
    { protocol, hostname, port, method, path, headers, body }: HttpRequest,
    { requestTimeout = defaultTimeout }: Options = {},
  ): Promise<{ response: HttpResponse }> =>
    new Promise((resolve, reject) => {
      const options = { host: hostname, port, method, path, headers };
      const request =
        protocol === 'https:'
          ? https.request({ ...options, agent: agents.https })
          : http.request({ ...options, agent: agents.http });
      const fail = (error: NodeJS.ErrnoException): void => {
        clearTimeout(timer);
        reject(brokenConnections.has(error.code) ? Object.assign(error, { name: 'TimeoutError' }) : error);
      };
      const giveUp = (limit: string, milliseconds: number): void =>
        void request.destroy(timeoutError(`${limit} took more than ${milliseconds} ms`));
      const timer = setTimeout(giveUp, requestTimeout, 'A request', requestTimeout);

      request.on('error', fail);
      request.on('socket', (socket) => {
        if (!socket.connecting) return;
        const connecting = setTimeout(giveUp, connectionTimeout, 'A connection', connectionTimeout);
        socket.once('connect', () => clearTimeout(connecting)).once('close', () => clearTimeout(connecting));
      });
      request.on('response', (message) => {
        const chunks: Buffer[] = [];
        message.on('data', (chunk: Buffer) => chunks.push(chunk));
        message.on('error', fail);
        message.on('end', () => {
          clearTimeout(timer);
          resolve({ response: responseOf(message, chunks) });
        });
      });
      request.end(body);
    });

  return {
    handle,
    destroy(): void {
      agents.http.destroy();
      agents.https.destroy();
    },
    metadata: { handlerProtocol: 'http/1.1' },
    httpHandlerConfigs: () => ({}),
    updateHttpClientConfig: () => undefined,
  };
}

const brokenConnections = new Set<string | undefined>(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

const timeoutError = (message: string): Error => Object.assign(new Error(message), { code: 'ETIMEDOUT' });

function responseOf({ statusCode = 0, headers }: IncomingMessage, chunks: Buffer[]): HttpResponse {
  const [only = Buffer.alloc(0), ...more] = chunks;
  const bag: Record<string, string> = {};
  for (const name in headers) bag[name] = String(headers[name]);
  return new HttpResponse({ statusCode, headers: bag, body: more.length > 0 ? Buffer.concat(chunks) : only });
}
