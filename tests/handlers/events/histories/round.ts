import { broken, cancelled, type DynamoDbProxy, type Interception, throttled } from '../../../support/dynamoDbProxy.ts';
import fc from '../../../support/properties.ts';
import { readItems } from '../../../support/table.ts';
import { expectEqual } from './expectEqual.ts';
import { expectRoundToKeep, isErased, isRefused, visible } from './invariants.ts';
import type { Running, Step } from './step.ts';
import type { World } from './world.ts';

/**
 * What happens to a request to DynamoDB: its reply is lost, is an error although DynamoDB has written, or says that
 * nothing was written, which is true; or all functions are killed once DynamoDB has carried it out.
 */
const anyFault = fc.constantFrom('lost', 'error after', 'conflict after', 'error', 'throttled', 'killed');

/**
 * What happens at the same time in one tenant of two, with what happens to which of its requests to DynamoDB;
 * `repeats`: the events of it are delivered again; `projects`: when the stream is projected, if the round erases anybody.
 */
export const roundOf = (
  step: fc.Arbitrary<Step>,
  { most = 3, fault = anyFault }: RoundOptions = {},
): fc.Arbitrary<Round> =>
  fc.record({
    isForeign: fc.nat(14).map((n) => n === 0),
    repeats: fc.boolean(),
    projects: fc.subarray(['before', 'meanwhile'] as const),
    steps: fc.array(step, { minLength: 1, maxLength: most, size: 'max' }),
    faults: fc.dictionary(fc.nat(12).map(String), fault, { maxKeys: 2 }),
  });
type RoundOptions = { readonly most?: number; readonly fault?: fc.Arbitrary<string> };
export type Round = {
  readonly isForeign: boolean;
  readonly repeats: boolean;
  readonly projects: readonly ('before' | 'meanwhile')[];
  readonly steps: readonly Step[];
  readonly faults: Readonly<Record<string, string>>;
};

/** What surrounds the tenants of a history. */
type Surroundings = { readonly proxy: DynamoDbProxy; readonly project: () => Promise<unknown> };

/** The stream is read at the same time as the other steps act, and again, because it has what they have done by then. */
const projection = (project: Surroundings['project']): Running => ({
  async act() {
    for (let n = 0; n < 2; n++) await project();
  },
  event: 'asks',
});

/** DynamoDB's reply to the requests of a function that does not live any more. SDKs do not repeat such a request. */
const refused = { status: 400, body: JSON.stringify({ __type: 'ValidationException', message: 'Killed' }) };

function injectFaults(proxy: DynamoDbProxy, faults: Round['faults']): void {
  let requests = 0;
  let isKilled = false;
  proxy.intercept = (operation): Interception => {
    // Lambda reads the stream.
    if (/Stream|GetRecords|GetShardIterator/.test(operation)) return 'pass';
    if (isKilled) return refused;
    const isTransaction = operation === 'TransactWriteItems';
    switch (faults[requests++]) {
      case 'lost':
        return 'lose the reply';
      case 'error after':
        return { replaceReply: broken };
      case 'conflict after':
        return isTransaction ? { replaceReply: cancelled('TransactionConflict') } : 'pass';
      case 'error':
        return broken;
      case 'throttled':
        return isTransaction ? cancelled('ThrottlingError') : throttled;
      case 'killed':
        isKilled = true;
        return { replaceReply: refused };
      default:
        return 'pass';
    }
  };
}

/** Plays a round, and expects that it leaves everything in order. */
export async function play({ proxy, project }: Surroundings, world: World, round: Round): Promise<void> {
  const { steps, faults, repeats, projects } = round;
  const areKilled = Object.values(faults).includes('killed');
  world.mayBreak = areKilled || Object.values(faults).includes('lost');
  const running = steps.map((step) => step.begin(world));
  const isErasing = running.some(({ erases }) => erases);
  if (isErasing && projects.includes('before')) await project();
  if (isErasing && projects.includes('meanwhile')) running.push(projection(project));
  const events = running.filter(({ event }) => event);
  injectFaults(proxy, faults);
  // Events whose functions were killed are delivered again.
  const outcomes = await Promise.allSettled(running.map(({ act }) => act()));
  proxy.intercept = () => 'pass';
  for (const [i, outcome] of outcomes.entries())
    if (outcome.status === 'rejected' && !(areKilled && running[i]?.event)) throw outcome.reason;
  const isDisturbed = Object.keys(faults).length > 0;
  for (const each of running) each.expectReply?.(isDisturbed ? running.filter((other) => other !== each) : []);
  if (areKilled || (isErasing && repeats)) await Promise.all(events.map(({ act }) => act()));
  const after = await readItems(world.tenantId);
  expectRoundToKeep(world, running, after);
  world.statements.length = 0;
  world.heard.length = 0;
  world.erasures.length = 0;
  world.items = after;
  // What somebody else has moved or removed, a repeated event may find changed.
  const settled = events.filter(({ event }) => event === 'settles');
  if (!repeats || isErasing || settled.length === 0) return;
  if (running.some(({ frees, proves }) => frees || isRefused(after, proves) || isErased(world, proves))) return;
  for (const { act } of settled) await act();
  world.items = await readItems(world.tenantId);
  expectEqual(visible(world.items), visible(after));
}
