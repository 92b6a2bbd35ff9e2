import type { IncomingMessage } from 'node:http';
import { OutboundError } from './OutboundError.ts';

const notHttp = 'The server did not send a valid HTTP response.';

/** Destroys the response when the signal aborts, unless it is complete by then. */
export function destroyOnAbort(signal: AbortSignal, incoming: IncomingMessage): void {
  const abort = () => incoming.destroy();
  signal.addEventListener('abort', abort, { once: true });
  for (const event of ['end', 'close']) incoming.once(event, () => signal.removeEventListener('abort', abort));
}

/**
 * Converts a response of `http.request` into one of `fetch`, whose body is still a stream and fails after `maxBytes`.
 * Throws `redirect` and `unreadable`.
 */
export function toResponse(incoming: IncomingMessage, maxBytes: number, signal: AbortSignal): Response {
  const { statusCode: status = 0, headersDistinct } = incoming;
  const fail = (error: OutboundError): never => {
    incoming.destroy();
    throw error;
  };
  if (status < 200 || status > 599) fail(new OutboundError('unreadable', notHttp));
  if (status >= 300 && status < 400 && incoming.headers.location !== undefined) {
    fail(new OutboundError('redirect', 'The server sent a redirect. Redirects are not followed.'));
  }
  if (!['identity', undefined].includes(incoming.headers['content-encoding'])) {
    fail(new OutboundError('unreadable', 'The server sent a compressed response, which the request excluded.'));
  }
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const hasBody = ![204, 205, 304].includes(status);
  if (!hasBody) incoming.resume();
  return new Response(hasBody ? limitedStream(incoming, maxBytes, signal) : null, { status, headers });
}

function limitedStream(incoming: IncomingMessage, maxBytes: number, signal: AbortSignal): ReadableStream<Uint8Array> {
  const chunks = limitedChunks(incoming, maxBytes, signal);
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    // Returning a generator that has not started would leave the connection open.
    cancel: () => void incoming.destroy(),
  });
}

async function* limitedChunks(
  incoming: IncomingMessage,
  maxBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of incoming) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new OutboundError('too_large', `The response has more than ${maxBytes} bytes.`);
      yield chunk;
    }
  } catch (error) {
    throw toOutboundError(error, signal);
  }
}

/** Converts any error of a request into an `OutboundError`. It is a `timeout` if the signal has aborted. */
export function toOutboundError(error: unknown, signal: AbortSignal): OutboundError {
  if (error instanceof OutboundError) return error;
  if (signal.aborted) return new OutboundError('timeout', 'The server took too long to respond.', { cause: error });
  const code = errorCode(error);
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new OutboundError('too_large', "The response's headers are too large.", { cause: error });
  }
  if (code.startsWith('HPE_') || error instanceof RangeError || error instanceof TypeError) {
    return new OutboundError('unreadable', notHttp, { cause: error });
  }
  if (['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'].includes(code)) {
    return new OutboundError('out_of_resources', 'The request could not be sent now. Please try again.', {
      cause: error,
    });
  }
  return new OutboundError('unreachable', 'The server cannot be reached, or it closed the connection.', {
    cause: error,
  });
}

/** The `code` of an error of Node, or "undefined". */
export const errorCode = (error: unknown): string => String(Object(error).code);
