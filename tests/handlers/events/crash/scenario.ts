import { randomUUID } from 'node:crypto';
import { type Call, call, eventOf } from '../../../support/call.ts';
import { deliverAll, type Message, type QueueHandler } from '../../../support/deliver.ts';
import type { Tenant } from '../../../support/service.ts';

/** One invocation of a function, and how its sender repeats it after a crash. */
export type Invocation = { readonly event: object; readonly repeat: () => Promise<void> };

/** A function that is killed, and what it is called for. */
export type Scenario = {
  /** The path of its handler, without an extension. */
  readonly handler: string;
  /**
   * Whether it makes one change, of which the stream does the rest: it is killed after its writes, and the items are as
   * before or as after. Otherwise it is killed after any request, and only its repetition is checked.
   */
  readonly isOneChange: boolean;
  readonly prepare: (tenant: Tenant) => Promise<Invocation>;
};

/** A message, which the queue delivers again. */
export const delivery = (
  name: string,
  handler: QueueHandler,
  prepare: (tenant: Tenant) => Promise<Message>,
): Scenario => ({
  handler: `events/${name}`,
  isOneChange: false,
  async prepare(tenant) {
    const message = await prepare(tenant);
    return { event: { Records: [message] }, repeat: () => deliverAll(handler, [message]) };
  },
});

/** A request, which the caller sends again with the same Idempotency-Key. */
export const request = (
  name: string,
  handler: Parameters<typeof call>[0],
  prepare: (tenant: Tenant) => Promise<Call>,
): Scenario => ({
  handler: `api/${name}`,
  isOneChange: true,
  async prepare(tenant) {
    const sent = { ...tenant, ...(await prepare(tenant)), headers: { 'idempotency-key': randomUUID() } };
    const repeat = async () => expect((await call(handler, sent)).status).toBe(200);
    return { event: eventOf(sent), repeat };
  },
});
