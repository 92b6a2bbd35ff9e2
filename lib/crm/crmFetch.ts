import { OutboundError } from '../outbound/OutboundError.ts';
import { type Fetch, type OutboundOptions, outboundFetch } from '../outbound/outboundFetch.ts';
import { CrmFailure } from './CrmFailure.ts';

/** An `outboundFetch` for CRMs: the call and the body's stream throw a `CrmFailure`. */
export function crmFetch(options: OutboundOptions): Fetch {
  const fetch = outboundFetch(options);
  return async (url, init) => {
    try {
      const { body, status, headers } = await fetch(url, init);
      return new Response(body && withCrmFailures(body), { status, headers });
    } catch (error) {
      throw asCrmFailure(error);
    }
  };
}

function withCrmFailures(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        throw asCrmFailure(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** Converts an `OutboundError`, with its reason, message and cause. Returns any other error as it is. */
export const asCrmFailure = (error: unknown): unknown =>
  error instanceof OutboundError ? new CrmFailure(error.reason, error.message, { cause: error.cause }) : error;
