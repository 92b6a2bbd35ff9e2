import { handler as changeIdentity } from '../../../../handlers/events/changeIdentity.ts';
import { deliverAll, messageOf } from '../../../support/deliver.ts';
import fc from '../../../support/properties.ts';
import { addressOf, at, keyOf, picked, type Running, type Step, second, stepOf } from './step.ts';

export const change = stepOf(
  'change of identity',
  fc.record({ from: picked, to: picked, second }),
  (world, { from: fromPicked, to: toPicked, second: n }): Running => {
    const { tenantId, together, heard, events } = world;
    const [from, to] = [addressOf(world, fromPicked), addressOf(world, toPicked)];
    const changed = messageOf('channel.identity_changed', { tenantId, from, to, changedAt: at(n) });
    const [former, next] = [keyOf(from), keyOf(to)];
    together.push([former, next]);
    const by = `event:${JSON.parse(changed.body).id}`;
    const begun: Running = {
      act: () => deliverAll(changeIdentity, [changed]),
      event: 'settles',
      // Who got the address after the change keeps it.
      frees: (_, key, { verified, confirmed }) =>
        key === former &&
        former !== next &&
        (confirmed !== undefined ||
          (verified && verified[0] <= Date.parse(at(n))) === true ||
          heard.some(([each, time]) => each === former && time <= Date.parse(at(n)))),
      announces: (each) => each === next,
    };
    const { act } = begun;
    // A change that was made already changes nothing.
    events.push(() => (world.items.claims[next]?.verified?.[1] === by ? { act, event: 'settles' } : begun));
    return begun;
  },
);

/** An event of an earlier round is delivered again. */
export const redelivery: fc.Arbitrary<Step> = stepOf(
  'redelivery',
  fc.nat(19),
  ({ events }, n): Running => events[n % events.length]?.() ?? { act: async () => undefined },
);
