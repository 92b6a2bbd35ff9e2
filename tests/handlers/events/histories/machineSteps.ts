import { randomUUID } from 'node:crypto';
import { handler as deriveCompany } from '../../../../handlers/events/deriveCompany.ts';
import { handler as detectSender } from '../../../../handlers/events/detectSender.ts';
import { handler as enrichContact } from '../../../../handlers/events/enrichContact.ts';
import { handler as resolveInCrm } from '../../../../handlers/events/resolveInCrm.ts';
import { sourceOf } from '../../../../lib/contacts/actors.ts';
import type { Match } from '../../../lib/crm/servers/findContact.ts';
import { deliverAll, messageOf } from '../../../support/deliver.ts';
import fc from '../../../support/properties.ts';
import { change } from './changeSteps.ts';
import {
  addressOf,
  at,
  contact,
  email,
  emails,
  keyOf,
  phone,
  phones,
  picked,
  pickedOf,
  type Running,
  type Step,
  second,
  stepOf,
} from './step.ts';
import { contactIn, type World } from './world.ts';

/** Some names are of one message only, so that it shows whether they are left of an erased person. */
const name = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(undefined, 'Anna', 'Anna Schmidt', 'Bea Jones') },
  {
    weight: 1,
    arbitrary: fc
      .nat(0xfff)
      .map((n) => `Dora Z${n.toString(16).replace(/\d/g, (digit) => 'ghijklmnop'[+digit] ?? '')}`),
  },
);

const message = (address = picked, others = fc.array(picked, { maxLength: 3, size: 'max' })) =>
  stepOf(
    'message',
    fc.record({ address, others, name, second }),
    (world, { address: addressPicked, others: othersPicked, name: displayName, second: n }): Running => {
      const { tenantId, together, heard, events } = world;
      const from = addressOf(world, addressPicked);
      const with_ = othersPicked.map((each) => addressOf(world, each));
      const channel = from.kind === 'phone' ? 'sms' : from.kind;
      const sender = { address: from.value, identities: with_, displayName };
      const detail = { messageId: randomUUID(), tenantId, channel, sender, conversationId: 'c', receivedAt: at(n) };
      const received = messageOf('channel.message_received', detail);
      const key = keyOf(from);
      const named = with_.map(keyOf);
      for (const each of named) together.push([key, each]);
      const arrive = (): Running => {
        for (const each of [key, ...named]) heard.push([each, Date.parse(at(n))]);
        const known = world.items.claims[key]?.with;
        return {
          act: () => deliverAll(detectSender, [received]),
          event: 'settles',
          proves: { key, named, at: Date.parse(at(n)) },
          announces: (each) => each === key || (named.includes(each) && !known?.has(each)),
        };
      };
      events.push(arrive);
      return arrive();
    },
  );

/** The first contact writes, and names an address that a person removed from it, or one that it has. */
const ownMessage = message(
  pickedOf(fc.constant(0), 'identities'),
  fc.array(pickedOf(fc.constant(0), 'refused', 'identities'), { minLength: 1, maxLength: 2 }),
);

const fact = stepOf(
  'fact',
  fc.record({
    who: contact,
    facts: fc.oneof(
      email.map(({ value }) => ({ email: value })),
      phone.map(({ value }) => ({ phone: value })),
      fc.constantFrom({ firstName: 'Annette' }, { lastName: 'Jones' }, { companyName: 'Heard AG' }),
    ),
    conversationId: fc.constantFrom(undefined, 'c-1', 'c-2'),
    second,
  }),
  (world, { who, facts, conversationId, second: n }): Running => {
    const ids = { tenantId: world.tenantId, contactId: contactIn(world, who) };
    const detail = { ...ids, facts, conversationId, observedAt: at(n) };
    const observed = messageOf('conversation.updated', detail);
    const begun: Running = { act: () => deliverAll(enrichContact, [observed]), event: 'settles' };
    world.events.push(() => begun);
    return begun;
  },
);

/** A trusted CRM may also withdraw an email that it alone has confirmed. */
export const freesOfCrm = ({ crmAddressesProve }: World): Pick<Running, 'frees'> =>
  crmAddressesProve
    ? {
        frees: (_, __, { verified, confirmed }) =>
          verified === undefined && confirmed !== undefined && sourceOf(confirmed[1]) === 'crm',
      }
    : {};

const lookup = stepOf('lookup', fc.record({ who: contact }), (world, { who }): Running => {
  const { tenantId } = world;
  const requested = messageOf('contact.resolution_requested', { tenantId, contactId: contactIn(world, who) });
  return { act: () => deliverAll(resolveInCrm, [requested]), event: 'asks', ...freesOfCrm(world) };
});

const derivation = stepOf('derivation', fc.record({ who: contact }), (world, { who }): Running => {
  const contactId = contactIn(world, who);
  const version = 1;
  const ids = { id: `${contactId}:1`, tenantId: world.tenantId, contactId, version, changedAt: at(0) };
  const updated = messageOf('contact.updated', { ...ids, changed: ['email'], actor: 'message:1' });
  return { act: () => deliverAll(deriveCompany, [updated]), event: 'asks' };
});

const record: fc.Arbitrary<Match> = fc.record({
  externalRef: fc.constantFrom('crm-1', 'crm-2', 'crm-3'),
  emails: fc.subarray([...emails], { maxLength: 2 }),
  phones: fc.subarray([...phones], { maxLength: 1 }),
  firstName: fc.constantFrom('Anna', 'Ann', null),
  lastName: fc.constantFrom('Schmidt', 'Jones', null),
  companyName: fc.constantFrom('Crm AG', null),
});
export const anyRecords = fc.uniqueArray(record, { selector: ({ externalRef }) => externalRef, maxLength: 3 });

/** From now on, the CRM has other records. */
export const crmChange = (records: Match[]): fc.Arbitrary<Step> =>
  stepOf('records', anyRecords, ({ crmEmails }, others): Running => {
    for (const each of others.flatMap(({ emails: theirs }) => theirs)) crmEmails.add(each);
    return { act: async () => void records.splice(0, records.length, ...others) };
  });

export const machineSteps: fc.WeightedArbitrary<Step>[] = [
  { weight: 6, arbitrary: message(picked, fc.constant([])) },
  { weight: 5, arbitrary: message() },
  { weight: 3, arbitrary: ownMessage },
  { weight: 4, arbitrary: fact },
  { weight: 3, arbitrary: change },
  { weight: 5, arbitrary: lookup },
  { weight: 1, arbitrary: derivation },
];
