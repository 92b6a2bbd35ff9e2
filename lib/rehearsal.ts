import { AsyncLocalStorage } from 'node:async_hooks';

const replies = new AsyncLocalStorage<string>();

/**
 * Runs `work` as a rehearsal, which nobody notices: DynamoDB's reply to each request is `reply`, without any request;
 * nothing is logged or counted; and all other servers are out of reach. What `work` leaves running stays part of it.
 */
export const rehearsed = <Result>(reply: string, work: () => Result): Result => replies.run(reply, work);

/** Whether this is part of a rehearsal. */
export const isRehearsal = (): boolean => replies.getStore() !== undefined;

/** The body of DynamoDB's reply to every request; `undefined` outside a rehearsal. */
export const cannedReply = (): string | undefined => replies.getStore();

/** Throws in a rehearsal. Call it before each request to a server that is not DynamoDB. */
export function refuseInRehearsal(): void {
  if (isRehearsal()) throw new Error('A rehearsal sends nothing');
}
