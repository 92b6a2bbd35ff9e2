import type { IncomingMessage } from 'node:http';
import { CrmFailure } from '../crm/CrmFailure.ts';

/** Ends the answer, if it is not whole by then, when the signal comes. */
export function endWith(signal: AbortSignal, incoming: IncomingMessage): void {
  const end = () => incoming.destroy();
  signal.addEventListener('abort', end, { once: true });
  for (const event of ['end', 'close']) incoming.once(event, () => signal.removeEventListener('abort', end));
}

/** The answer with its body still to come, which has at most so many bytes. Throws `redirect` and `unreadable`. */
export function answerOf(incoming: IncomingMessage, bytes: number, ended: AbortSignal): Response {
  const { statusCode: status = 0, headersDistinct } = incoming;
  const refuse = (failure: CrmFailure): never => {
    incoming.destroy();
    throw failure;
  };
  if (status >= 300 && status < 400 && incoming.headers.location !== undefined) {
    refuse(new CrmFailure('redirect', 'The server answered with a redirect; none is followed.'));
  }
  if (!['identity', undefined].includes(incoming.headers['content-encoding'])) {
    refuse(new CrmFailure('unreadable', 'The server compressed its answer, though it was asked not to.'));
  }
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const hasBody = ![204, 205, 304].includes(status);
  if (!hasBody) incoming.resume();
  return new Response(hasBody ? streamOf(incoming, bytes, ended) : null, { status, headers });
}

function streamOf(incoming: IncomingMessage, bytes: number, ended: AbortSignal): ReadableStream<Uint8Array> {
  const chunks = bounded(incoming, bytes, ended);
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    // A generator that was not begun would leave the connection open.
    cancel: () => void incoming.destroy(),
  });
}

async function* bounded(incoming: IncomingMessage, bytes: number, ended: AbortSignal): AsyncGenerator<Uint8Array> {
  let read = 0;
  try {
    for await (const chunk of incoming) {
      read += chunk.length;
      if (read > bytes) throw new CrmFailure('too_large', `The answer has more than ${bytes} bytes.`);
      yield chunk;
    }
  } catch (error) {
    throw failureOf(error, ended);
  }
}

/** Says any error of a call as a `CrmFailure`; `ended` is why it may have been ended. */
export function failureOf(error: unknown, ended: AbortSignal): CrmFailure {
  if (error instanceof CrmFailure) return error;
  if (ended.aborted) return new CrmFailure('timeout', 'The server took too long to answer.', { cause: error });
  const code = codeOf(error);
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new CrmFailure('too_large', "The answer's headers are too large.", { cause: error });
  }
  if (code.startsWith('HPE_') || error instanceof RangeError || error instanceof TypeError) {
    return new CrmFailure('unreadable', 'The server does not answer in HTTP.', { cause: error });
  }
  return new CrmFailure('unreachable', 'The server cannot be reached, or it ended the connection.', { cause: error });
}

/** The code of an error of Node, if it has one. */
export const codeOf = (error: unknown): string => String(Object(error).code);
