import { randomUUID } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';

/** The part used here of serverless-offline's hapi server. */
export interface GatewayServer {
  listener: HttpServer;
  ext(event: 'onRequest' | 'onPreResponse', method: (request: GatewayRequest, toolkit: Toolkit) => symbol): void;
}

interface GatewayRequest {
  headers: Record<string, string | undefined>;
  raw: { req: { rawHeaders: string[] } };
  response: Reply | { isBoom: true; output: { statusCode: number; headers: Record<string, string>; payload: object } };
}

interface Reply {
  isBoom?: undefined;
  statusCode: number;
  headers: Record<string, string>;
  source: unknown;
}

interface Toolkit {
  continue: symbol;
}

const messages: Record<number, string> = {
  400: 'The path or a header of the request is malformed',
  413: 'The body is too large',
};

/**
 * Makes serverless-offline behave like API Gateway and the contract: bodies reach functions unparsed, CORS is
 * up to functions, and requests that the server itself rejects get `{"error": "..."}`.
 */
export function behaveLikeApiGateway(server: GatewayServer): void {
  server.ext('onRequest', ({ headers, raw }, toolkit) => {
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
    // Every endpoint sets this header. Without it, the function threw or timed out, which serverless-offline answers
    // with 200.
    if (headers['x-request-id']) return toolkit.continue;
    headers['x-request-id'] = randomUUID();
    if (response.isBoom) {
      response.output.payload = failure(response.output.statusCode);
    } else {
      response.statusCode = 500;
      response.source = failure(500);
    }
    return toolkit.continue;
  });

  server.listener.removeAllListeners('clientError').on('clientError', (_error, socket) => {
    const body = JSON.stringify(failure(400));
    const headers = `content-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close`;
    if (socket.writable)
      socket.end(`HTTP/1.1 400 Bad Request\r\n${headers}\r\nx-request-id: ${randomUUID()}\r\n\r\n${body}`);
  });
}

function failure(status: number): { error: string } {
  return { error: messages[status] ?? 'Something went wrong on our side. Please try again.' };
}
