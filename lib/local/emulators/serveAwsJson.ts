import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Listening, listen } from '../listen.ts';
import { AwsError } from './AwsError.ts';

/** The parsed body of a request; its fields are not checked yet. */
export type Input = Readonly<Record<string, unknown>>;

/**
 * Operations by their `x-amz-target` header, for example `AWSEvents.PutEvents`; they throw an AwsError for what they
 * reject.
 */
export type AwsOperations = Readonly<Record<string, (input: Input) => object | Promise<object>>>;

/**
 * Serves operations of AWS's JSON protocols on 127.0.0.1; `onGet` answers what AWS does not have, GET /events.
 * Port 0 takes any free port; a port that is in use rejects with `code` EADDRINUSE.
 */
export function serveAwsJson(
  port: number,
  operations: AwsOperations,
  onGet?: (response: ServerResponse) => void,
): Promise<Listening> {
  async function answer(request: IncomingMessage): Promise<object> {
    const input = parse(await text(request));
    const target = String(request.headers['x-amz-target']);
    const operation = Object.hasOwn(operations, target) && operations[target];
    if (!operation) throw new AwsError('UnknownOperationException', `The operation ${target} is not emulated.`);
    return operation(input);
  }

  return listen(port, async (request, response) => {
    if (onGet && request.method === 'GET' && request.url === '/events') return onGet(response);
    const { status, body, headers } = await answer(request).then(
      (reply) => ({ status: 200, body: reply, headers: {} }),
      failure,
    );
    response
      .writeHead(status, {
        'content-type': request.headers['content-type'] ?? 'application/x-amz-json-1.1',
        'x-amzn-requestid': randomUUID(),
        ...headers,
      })
      .end(JSON.stringify(body));
  });
}

function parse(body: string): Input {
  try {
    return Object(JSON.parse(body));
  } catch (error) {
    if (error instanceof SyntaxError) throw new AwsError('SerializationException', 'The body must be JSON.');
    throw error;
  }
}

function failure(error: Error): { status: number; body: object; headers: object } {
  if (!(error instanceof AwsError))
    return { status: 500, body: { __type: 'InternalServiceError', message: error.stack }, headers: {} };
  const { type, message, queryError } = error;
  return {
    status: 400,
    body: { __type: type, message },
    headers: queryError === undefined ? {} : { 'x-amzn-query-error': queryError },
  };
}
