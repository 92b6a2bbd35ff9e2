import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { makeApiKey } from '../auth/apiKey.ts';
import { openConnection } from '../dynamo/table/client.ts';
import { withLogIds } from '../logger.ts';
import { rehearsed } from '../rehearsal.ts';
import type { HttpRequest } from './middleware.ts';

/** What an endpoint is rehearsed with; lib/build/rehearsal.ts makes it from the contract. */
export type Script = {
  /** A valid request without a credential. */
  readonly event: Pick<HttpRequest, 'headers'>;
  /** In DynamoDB's JSON: an item with the attributes of all kinds of items that endpoints read. */
  readonly item: object;
};

type Handler<Response> = (
  event: Script['event'],
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<Response>;

/**
 * Handles one request that nobody sent, and meanwhile opens the connection to DynamoDB, so that the first caller does
 * not wait for either. Returns the response; `undefined` if the handler fails, or if both take longer than a second, or
 * `limit` in milliseconds. Never throws: what is wrong is reported to the first caller, as without a rehearsal.
 */
export async function rehearse<Response>(
  handler: Handler<Response>,
  script: Script,
  limit = 1000,
): Promise<Response | undefined> {
  const { promise: isLate, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, limit);
  // The network works while this process does.
  const steps = [openConnection(limit), perform(handler, script, limit)] as const;
  const [, handled] = (await Promise.race([Promise.allSettled(steps), isLate])) ?? [];
  clearTimeout(timer);
  return handled?.status === 'fulfilled' ? handled.value : undefined;
}

/** The key is of a tenant that does not exist, nobody else knows it, and it expires. */
async function perform<Response>(
  handler: Handler<Response>,
  { event, item }: Script,
  limit: number,
): Promise<Response> {
  const tenantId = randomUUID();
  const expiresAt = new Date(Date.now() + limit).toISOString();
  const found = { ...item, tenantId: { S: tenantId }, expiresAt: { S: expiresAt } };
  const reply = JSON.stringify({ Item: found, Attributes: found, Items: [found] });
  const authorization = `Bearer ${makeApiKey('test', tenantId).text}`;
  const request = { ...event, headers: { ...event.headers, authorization } };
  const context = { getRemainingTimeInMillis: () => limit };
  return rehearsed(reply, () => withLogIds({}, () => handler(request, context)));
}
