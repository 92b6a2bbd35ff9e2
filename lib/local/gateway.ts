import { randomUUID } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';

/** What is used here of the hapi server below serverless-offline. */
export interface GatewayServer {
  listener: HttpServer;
  ext(event: 'onRequest' | 'onPreResponse', method: (request: GatewayRequest, reply: Reply) => symbol): void;
}

interface GatewayRequest {
  headers: Record<string, string | undefined>;
  raw: { req: { rawHeaders: string[] } };
  response: Answer | { isBoom: true; output: { statusCode: number; headers: Record<string, string>; payload: object } };
}

interface Answer {
  isBoom?: undefined;
  statusCode: number;
  headers: Record<string, string>;
  source: unknown;
}

interface Reply {
  continue: symbol;
}

const sentences: Record<number, string> = {
  400: 'The path or a header of the request is malformed',
  413: 'The body is too large',
};

/**
 * Brings serverless-offline nearer to API Gateway and to the contract: a body reaches its function unread, nothing is
 * granted to other origins, and what the server itself refuses is told as `{"error": "..."}`.
 */
export function behaveLikeApiGateway(server: GatewayServer): void {
  server.ext('onRequest', ({ headers, raw }, reply) => {
    // To a function it would say application/json where nothing was said; this is what nothing means (RFC 9110, 8.3).
    if (!headers['content-type']) raw.req.rawHeaders.push('content-type', 'application/octet-stream');
    // serverless-offline acts on these; functions get the headers as they were sent. It would refuse a type that it cannot
    // read, and hand over the JSON texts `0`, `null` and `false` as values.
    headers['content-type'] = 'text/plain';
    delete headers.origin;
    return reply.continue;
  });

  server.ext('onPreResponse', ({ response }, reply) => {
    const { headers } = response.isBoom ? response.output : response;
    // Every endpoint sets this header. serverless-offline tells of a function that threw or ran out of time in a 200.
    if (headers['x-request-id']) return reply.continue;
    headers['x-request-id'] = randomUUID();
    if (response.isBoom) {
      response.output.payload = failure(response.output.statusCode);
    } else {
      response.statusCode = 500;
      response.source = failure(500);
    }
    return reply.continue;
  });

  server.listener.removeAllListeners('clientError').on('clientError', (_error, socket) => {
    const body = JSON.stringify(failure(400));
    const headers = `content-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close`;
    if (socket.writable)
      socket.end(`HTTP/1.1 400 Bad Request\r\n${headers}\r\nx-request-id: ${randomUUID()}\r\n\r\n${body}`);
  });
}

function failure(status: number): { error: string } {
  return { error: sentences[status] ?? 'Something went wrong on our side. Please try again.' };
}
