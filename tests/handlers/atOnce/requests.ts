import { randomUUID } from 'node:crypto';
import { handler as addIdentity } from '../../../handlers/api/addIdentity.ts';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as deleteContact } from '../../../handlers/api/deleteContact.ts';
import { handler as findOrCreateContact } from '../../../handlers/api/findOrCreateContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as mergeContacts } from '../../../handlers/api/mergeContacts.ts';
import { handler as removeIdentity } from '../../../handlers/api/removeIdentity.ts';
import { handler as unlinkContact } from '../../../handlers/api/unlinkContact.ts';
import { handler as unmergeContact } from '../../../handlers/api/unmergeContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as withdrawField } from '../../../handlers/api/withdrawField.ts';
import { handler as changeIdentity } from '../../../handlers/events/changeIdentity.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { handler as enrichContact } from '../../../handlers/events/enrichContact.ts';
import { identityId } from '../../../lib/contacts/identities.ts';
import { type NamedIdentity, readIdentity } from '../../../lib/contacts/readIdentity.ts';
import { type Call, call } from '../../support/call.ts';
import { deliver, messageOf, type QueueHandler } from '../../support/deliver.ts';
import fc from '../../support/properties.ts';
import type { Tenant } from '../../support/service.ts';

/** What a caller learns: the status of the response, its body, and its headers about the contact. */
export type Outcome = readonly [status: number, ...unknown[]];

/** A request or an event that can be carried out again in a copy of its tenant. */
export type Request = { readonly text: string; readonly act: (tenant: Tenant) => Promise<Outcome> };

/** What requests are about: contacts by their place among all ids that there were, and when the round is. */
export type Round = { readonly ids: readonly string[]; readonly at: number };

/** Makes a request of a round. */
export type Making = (round: Round) => Request;

const addresses: readonly NamedIdentity[] = [
  { kind: 'email', value: 'anna@acme.de' },
  { kind: 'email', value: 'bob@acme.de' },
  { kind: 'phone', value: '+4915112345678' },
  { kind: 'chat', value: 'visitor-1' },
];

export const keyOf = (named: NamedIdentity): string => {
  const read = readIdentity(named);
  if ('reason' in read) throw new Error(read.reason);
  return read.key;
};

/** The keys of all addresses of the requests. */
export const allKeys = addresses.map(keyOf);

const address = fc.constantFrom(...addresses);
const shown = fc.constantFrom(...addresses.filter(({ kind }) => kind !== 'chat'));
/** The oldest contacts are chosen more often, so that requests meet. */
const who = fc.oneof(fc.nat(2), fc.nat(9));
const record = fc.constantFrom('crm-1', 'crm-2');

const pick = ({ ids }: Round, n: number): string => ids[n % ids.length] ?? '';

const request = (name: string, handler: Parameters<typeof call>[0], about: Omit<Call, 'apiKey'>): Request => ({
  text: `${name} ${JSON.stringify(about)}`,
  async act({ apiKey }) {
    const { status, body, headers } = await call(handler, { ...about, apiKey });
    return [status, body, headers.etag, headers['content-location']];
  },
});

const event = (type: string, handler: QueueHandler, detail: object): Request => {
  const id = randomUUID();
  return {
    text: `${type} ${JSON.stringify(detail)}`,
    async act({ tenantId }) {
      const failed = await deliver(handler, [messageOf(type, { ...detail, tenantId }, { id })]);
      return [failed.length === 0 ? 200 : 500];
    },
  };
};

const body = fc.oneof(
  shown.map(({ kind, value }) => ({ [kind]: value })),
  fc.constantFrom({ name: 'Ann Lee' }, { companyName: 'Acme' }, { email: null }, { firstName: 'Bo' }),
);

const patch = fc.tuple(who, body).map(
  ([n, input]) =>
    (round: Round) =>
      request('PATCH', updateContact, {
        id: pick(round, n),
        body: input,
        headers: { 'content-type': 'application/merge-patch+json' },
      }),
);

const create = shown.map(
  ({ kind, value }) =>
    () =>
      request('create', createContact, { body: { name: 'New', [kind]: value }, method: 'POST' }),
);

const described = fc.record(
  {
    email: fc.constantFrom('anna@acme.de', 'bob@acme.de'),
    phone: fc.constant('+4915112345678'),
    externalRef: record,
  },
  { requiredKeys: [] },
);

const findOrCreate = described
  .filter((each) => Object.keys(each).length > 0)
  .map((each) => () => request('PUT', findOrCreateContact, { body: { name: 'Put', ...each }, method: 'PUT' }));

const add = fc.tuple(who, address, fc.option(who)).map(
  ([n, named, from]) =>
    (round: Round) =>
      request('add', addIdentity, {
        id: pick(round, n),
        body: { ...named, ...(from !== null && { takeFrom: pick(round, from) }) },
        method: 'POST',
      }),
);

const remove = fc.tuple(who, address).map(
  ([n, named]) =>
    (round: Round) =>
      request('remove', removeIdentity, {
        id: pick(round, n),
        params: { identityId: identityId(keyOf(named)) },
        method: 'DELETE',
      }),
);

const merge = fc.tuple(who, who, fc.option(record)).map(
  ([n, other, externalRef]) =>
    (round: Round) =>
      request('merge', mergeContacts, {
        id: pick(round, n),
        body: { duplicateId: pick(round, other), ...(externalRef !== null && { externalRef }) },
        method: 'POST',
      }),
);

const unmerge = fc.tuple(who, who).map(
  ([n, other]) =>
    (round: Round) =>
      request('unmerge', unmergeContact, {
        id: pick(round, n),
        body: { duplicateId: pick(round, other) },
        method: 'POST',
      }),
);

const link = fc.tuple(who, record).map(
  ([n, externalRef]) =>
    (round: Round) =>
      request('link', linkContact, { id: pick(round, n), body: { externalRef }, method: 'PUT' }),
);

const about = (name: string, handler: Parameters<typeof call>[0], more: Partial<Call>) =>
  who.map((n) => (round: Round) => request(name, handler, { id: pick(round, n), ...more }));

const unlink = about('unlink', unlinkContact, { method: 'DELETE' });
const erase = about('erase', deleteContact, { method: 'DELETE' });
const get = about('get', getContact, { method: 'GET' });
const withdraw = about('withdraw', withdrawField, { method: 'DELETE', params: { field: 'email' } });

const find = fc
  .oneof(
    address.map(({ kind, value }) => ({ identity: `${kind}:${value}` })),
    record.map((externalRef) => ({ externalRef })),
  )
  .map((query) => () => request('find', listContacts, { query, method: 'GET' }));

const second = fc.nat(3);
const at = (round: Round, n: number): string => new Date(round.at - n * 500).toISOString();

const message = fc
  .tuple(address, fc.subarray([...addresses], { maxLength: 1 }), fc.constantFrom(undefined, 'Anna Lee'), second)
  .map(
    ([from, identities, displayName, n]) =>
      (round: Round) =>
        event('channel.message_received', detectSender, {
          messageId: randomUUID(),
          channel: from.kind === 'phone' ? 'sms' : from.kind,
          sender: { address: from.value, identities, displayName },
          conversationId: 'c',
          receivedAt: at(round, n),
        }),
  );

const fact = fc.tuple(who, shown, second).map(
  ([n, { kind, value }, time]) =>
    (round: Round) =>
      event('conversation.updated', enrichContact, {
        contactId: pick(round, n),
        facts: { [kind]: value },
        observedAt: at(round, time),
      }),
);

const change = fc.tuple(address, address, second).map(
  ([from, to, n]) =>
    (round: Round) =>
      event('channel.identity_changed', changeIdentity, { from, to, changedAt: at(round, n) }),
);

/** Any request, and each that contends for contacts and addresses more often. */
export const anyRequest: fc.Arbitrary<Making> = fc.oneof(
  { weight: 5, arbitrary: merge },
  { weight: 5, arbitrary: unmerge },
  { weight: 5, arbitrary: add },
  { weight: 3, arbitrary: patch },
  { weight: 3, arbitrary: findOrCreate },
  { weight: 2, arbitrary: erase },
  { weight: 2, arbitrary: find },
  { weight: 2, arbitrary: get },
  { weight: 2, arbitrary: link },
  { weight: 2, arbitrary: remove },
  { weight: 1, arbitrary: create },
  { weight: 1, arbitrary: unlink },
  { weight: 1, arbitrary: withdraw },
);

/** Any event, each of which is handled in several steps. */
export const anyEvent: fc.Arbitrary<Making> = fc.oneof(
  { weight: 3, arbitrary: message },
  { weight: 2, arbitrary: fact },
  { weight: 2, arbitrary: change },
);
