import { isDeepStrictEqual } from 'node:util';
import { applyChange } from '../../../../lib/contacts/applyChanges.ts';
import type { Decision, TakenFields } from '../../../../lib/contacts/change.ts';
import { claimWrites, touchesContact } from '../../../../lib/contacts/change.ts';
import type { Claim } from '../../../../lib/contacts/claims.ts';
import { conclude, type Found } from '../../../../lib/contacts/conclusion.ts';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { addIdentity } from '../../../../lib/contacts/decisions/addIdentity.ts';
import { changedSender, changeIdentity } from '../../../../lib/contacts/decisions/changeIdentity.ts';
import { deriveCompany } from '../../../../lib/contacts/decisions/deriveCompany.ts';
import { enrichContact } from '../../../../lib/contacts/decisions/enrichContact.ts';
import { linkContact, unlinkContact } from '../../../../lib/contacts/decisions/linkContact.ts';
import { recordLookup } from '../../../../lib/contacts/decisions/recordLookup.ts';
import { recordSighting, senderOf } from '../../../../lib/contacts/decisions/recordSighting.ts';
import { removeIdentity } from '../../../../lib/contacts/decisions/removeIdentity.ts';
import { updateContact } from '../../../../lib/contacts/decisions/updateContact.ts';
import { withdrawField } from '../../../../lib/contacts/decisions/withdrawField.ts';
import { type ClaimKey, identityId } from '../../../../lib/contacts/identities.ts';
import { mayReport } from '../../../../lib/contacts/identityChanges.ts';
import { hasLookupAddress } from '../../../../lib/contacts/lookupAddresses.ts';
import { lookupTargetOf } from '../../../../lib/contacts/lookupTarget.ts';
import type { Sighting } from '../../../../lib/contacts/sightings.ts';
import type { ContactInput } from '../../../../schemas/contact.ts';
import type { CrmRecord } from '../../../../schemas/crmRecord.ts';
import fc from '../../../support/properties.ts';
import { anyAddress, anyFacts, anyInput } from '../anySources.ts';
import { storedContact, verifiedAt } from '../storedContact.ts';

/**
 * A contact, and the claims that it owns: those of identities by the identity's key, that of the record by
 * `externalRef#<ref>`.
 */
export type State = { readonly contact: StoredContact; readonly claims: ReadonlyMap<string, Claim> };

const claimName = ({ field, key }: ClaimKey): string => (field === 'externalRef' ? `externalRef#${key}` : key);

/** Commits a decision as the store does, without one. Throws where one of the store's conditions would fail. */
export function commit(state: State, decision: Decision): State {
  if (decision === 'unchanged' || 'stale' in decision) return state;
  const [change, ...others] = [decision].flat();
  if (change === undefined || others.length > 0) throw new Error('The decision is about several contacts');
  const claims = new Map(state.claims);
  const { contactId: ownerId } = state.contact;
  for (const write of claimWrites(change)) {
    const name = claimName(write);
    const { named, with: others, withAt } = claims.get(name) ?? {};
    const memory = {
      ...(named && { named }),
      ...(others && { with: others }),
      ...(withAt !== undefined && { withAt }),
    };
    if (claims.has(name) === (write.action === 'take')) throw new Error(`Cannot ${write.action} ${name}`);
    if (write.action === 'release') claims.delete(name);
    else claims.set(name, { ownerId, ...write.proof, ...(write.sighted ?? memory) });
    if (write.action === 'update' && write.read && !isDeepStrictEqual(state.claims.get(name), write.read))
      throw new Error(`The claim of ${name} has changed since it was read`);
  }
  const contact = touchesContact(change) ? applyChange(change, 'write') : state.contact;
  return { contact, claims };
}

/** The names of the claims that a contact must own. */
export const claimNamesOf = ({ identities, externalRef }: StoredContact): string[] => [
  ...Object.keys(identities),
  ...(externalRef === undefined ? [] : [claimName({ field: 'externalRef', key: externalRef })]),
];

/** Decides on a sighting, as far as the contact sent it. */
export function sight({ contact, claims }: State, sighting: Sighting): Decision {
  const known = new Map([...claims].filter(([key]) => !key.startsWith('externalRef#')));
  // A message from an address that nobody proves creates another contact.
  return senderOf(sighting, known) === contact.contactId ? recordSighting(contact, sighting, known, now) : 'unchanged';
}

/** When the steps of a simulation are decided; observations are earlier. */
export const now = Date.UTC(2026, 10, 24);

const person = { actor: 'key:2', at: now };
const agent = { actor: 'agent:3', at: now };

/** Something that happens to a contact. `isRepeatable`: if it happens again at once, it changes nothing. */
export type Step = {
  readonly by: 'person' | 'machine';
  readonly isRepeatable: boolean;
  /** Whether it may take an address from the contact that messages came from. */
  readonly removes?: true;
  readonly decide: (state: State) => Decision;
};

const repeatable = (by: Step['by'], decide: Step['decide']): Step => ({ by, isRepeatable: true, decide });

export const anyTaken: fc.Arbitrary<TakenFields> = fc
  .subarray(['email#anna@one.example', 'phone#+15550100', 'externalRef'], { maxLength: 1 })
  .map((fields) => new Map(fields.map((field) => [field, 'another contact'])));

const ref = fc.constantFrom('record-1', 'record-2');

export const anyRecord: fc.Arbitrary<CrmRecord> = fc.record({
  externalRef: ref,
  firstName: fc.constantFrom('Anna', null),
  lastName: fc.constantFrom('Smith', null),
  emails: fc.array(
    anyAddress.filter(({ kind }) => kind === 'email').map(({ value }) => value),
    { maxLength: 2 },
  ),
  phones: fc.array(
    anyAddress.filter(({ kind }) => kind === 'phone').map(({ value }) => value),
    { maxLength: 2 },
  ),
  companyName: fc.constantFrom('One', null),
});

export const anySighting: fc.Arbitrary<Sighting> = fc
  .record({
    address: anyAddress,
    others: fc.uniqueArray(anyAddress, { selector: ({ key }) => key, maxLength: 2 }),
    name: fc.constantFrom(
      ...[undefined, { firstName: 'Anna', lastName: 'Li' }, { firstName: 'Bo', lastName: null }],
      ...[
        { firstName: 'Anna', lastName: null },
        { firstName: 'Bo', lastName: 'Jones' },
      ],
    ),
    at: fc.nat(5),
    by: fc.uuid().map((id) => `message:${id}`),
  })
  .map(({ address: { key, ...identity }, others, ...rest }) => ({
    key,
    identity,
    with: others
      .filter((other) => other.key !== key)
      .map(({ key: other, ...each }) => ({ key: other, identity: each })),
    ...rest,
  }));

/**
 * A whole name of one word may let callers see the other part of a machine's name. The same name then states that there
 * is no such part.
 */
const anyUpdate = anyInput.map(
  (input): Step => ({
    by: 'person',
    isRepeatable: typeof input.name !== 'string' || input.name.includes(' '),
    decide: ({ contact }) => updateContact(contact, input, person),
  }),
);

/** What an agent can say: never that there is no value. */
const anyAgentUpdate = anyInput
  .map((input): ContactInput => Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null)))
  .map((input) => repeatable('machine', ({ contact }) => updateContact(contact, input, agent)));

const anyLink = fc
  .record({ externalRef: ref, companyName: fc.constantFrom('One', 'Two', undefined) })
  .map((request) => repeatable('person', ({ contact }) => linkContact(contact, request, undefined, person)));

const unlink = fc.constant(repeatable('person', ({ contact }) => unlinkContact(contact, new Map(), person)));

const anyWithdrawal = fc
  .constantFrom('name', 'firstName', 'lastName', 'email', 'phone', 'companyName')
  .map((field) => repeatable('person', ({ contact }) => withdrawField(contact, field, person, new Map())));

const anyEnrichment = fc
  .record({ facts: anyFacts, observedAt: fc.nat(5), by: fc.uuid().map((id) => `event:${id}`), taken: anyTaken })
  .map(({ taken, ...enrichment }) =>
    repeatable('machine', ({ contact }) => enrichContact(contact, enrichment, taken, now)),
  );

const anyCompany = fc
  .subarray(['one.example', 'two.example'])
  .map((ownDomains) =>
    repeatable('machine', ({ contact }) => deriveCompany(contact, { ownDomains, freeMailExceptions: [] }, now)),
  );

const anyMessage = anySighting.map((sighting) => repeatable('machine', (state) => sight(state, sighting)));

const toKeyed = ({ key, ...identity }: { key: string; kind: string; value: string }) => ({ key, identity });

const anyAddition = anyAddress
  .map(toKeyed)
  .map((added) => repeatable('person', ({ contact }) => addIdentity(contact, added, person)));

/** What an agent adds; it may not add what a person has replaced or removed. */
const anyReport = anyAddress
  .map(toKeyed)
  .map((added) =>
    repeatable('machine', ({ contact }) =>
      Object.hasOwn(contact.identities, added.key) || mayReport(contact, added.identity.kind, added.key)
        ? addIdentity(contact, added, agent)
        : 'unchanged',
    ),
  );

const anyRemoval = anyAddress.map(({ key }): Step => {
  const decide = ({ contact }: State): Decision =>
    Object.hasOwn(contact.identities, key) ? removeIdentity(contact, identityId(key), person) : 'unchanged';
  return { by: 'person', isRepeatable: true, removes: true, decide };
});

const anyReplacement = fc
  .record({ from: anyAddress.map(toKeyed), to: anyAddress.map(toKeyed), at: fc.nat(5), by: fc.constant('event:x') })
  .map((replacement): Step => {
    const decide = ({ contact, claims }: State): Decision =>
      changedSender(replacement, claims) === contact.contactId
        ? changeIdentity(contact, replacement, claims, now)
        : 'unchanged';
    return { by: 'machine', isRepeatable: false, removes: true, decide };
  });

/** What a CRM returns: records with an address of the contact and, of a linked contact, its record or nothing. */
export const anyFound: fc.Arbitrary<Found> = fc.record({
  matches: fc.array(anyRecord, { maxLength: 2 }),
  isTruncated: fc.boolean(),
  linked: fc.option(anyRecord, { nil: undefined }),
  isMissing: fc.boolean(),
});

/** Looks a contact up, if the CRM has something to look it up by. */
export function lookUp(
  { contact }: State,
  { matches, linked, isMissing, isTruncated }: Found,
  taken: TakenFields,
  crmAddressesProve = false,
): Decision {
  const { contactId, externalRef } = contact;
  const target = lookupTargetOf(contact);
  if (!target.link && !hasLookupAddress(target.addresses)) return 'unchanged';
  const its = linked && externalRef !== undefined ? { ...linked, externalRef } : undefined;
  const finding = { matches, isTruncated, linked: its, isMissing: isMissing === true && its === undefined };
  const lookup = {
    contactId,
    target,
    known: undefined,
    revision: 'r',
    event: 'e',
    by: 'crm:x',
    at: now,
    crmAddressesProve,
  };
  return recordLookup(contact, lookup, conclude(finding, target, taken), taken);
}

/** A lookup counts whenever it is made, so a second one changes what is stored about it. */
const anyLookup = fc.record({ found: anyFound, taken: anyTaken, crmAddressesProve: fc.boolean() }).map(
  ({ found, taken, crmAddressesProve }): Step => ({
    by: 'machine',
    isRepeatable: false,
    decide: (state) => lookUp(state, found, taken, crmAddressesProve),
  }),
);

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  anyUpdate,
  anyAgentUpdate,
  anyLink,
  unlink,
  anyWithdrawal,
  anyEnrichment,
  anyCompany,
  anyMessage,
  anyLookup,
  anyAddition,
  anyReport,
  anyRemoval,
  anyReplacement,
);

/** A contact that a first message has created, from an email address, a phone or a chat. */
export const anyNewState: fc.Arbitrary<State> = fc
  .constantFrom('email#anna@one.example', 'phone#+15550100', 'chat#42')
  .map((key): State => {
    const [kind = '', value = ''] = key.split('#');
    const proof = verifiedAt(3);
    const contact = storedContact({ identities: { [key]: { kind, value, ...proof } } });
    return { contact, claims: new Map([[key, { ownerId: contact.contactId, ...proof }]]) };
  });

/** A contact after any steps. */
export const anyState: fc.Arbitrary<State> = fc
  .tuple(anyNewState, fc.array(anyStep, { maxLength: 8 }))
  .map(([first, steps]) => steps.reduce((state, { decide }) => commit(state, decide(state)), first));
