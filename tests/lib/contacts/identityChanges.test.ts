import type { IdentityPatch, Proof } from '../../../lib/contacts/identities.ts';
import { type Circumstances, identityChanges } from '../../../lib/contacts/identityChanges.ts';
import type { Assertion, Source, Sources } from '../../../lib/contacts/sources.ts';
import { identity, verifiedAt } from './storedContact.ts';

const [a, b, c] = ['a@one.example', 'b@one.example', 'c@one.example'];
const keyOf = (email: string) => `email#${email.toLowerCase()}`;

/** What sources assert about the email; `null`: that there is none. */
type Emails = { readonly [S in Source]?: string | null };
const asserting = (emails: Emails): Sources =>
  Object.fromEntries(Object.entries(emails).map(([source, value]) => [source, { email: [value, 1, `${source}:1`] }]));

const byPerson: Proof = { confirmed: [1, 'key:1'] };
const byAgent: Proof = { confirmed: [1, 'agent:1'] };
const byCrm: Proof = { confirmed: [1, 'crm:x'] };
const reported: Proof = {};
const seen = verifiedAt(0);

const owned = (proofs: Readonly<Record<string, Proof>>) =>
  Object.assign({}, ...Object.entries(proofs).map(([email, proof]) => identity('email', email, proof)));

const author = { manual: 'key:2', agent: 'agent:2', crm: 'crm:x', conversation: 'event:2' } as const;

function changes(
  source: keyof typeof author,
  value: string | null | 'withdrawn',
  emails: Emails,
  proofs: Readonly<Record<string, Proof>> = {},
  more: Circumstances & { readonly refused?: readonly string[] } = {},
): IdentityPatch {
  const { refused, ...circumstances } = more;
  const contact = {
    sources: asserting(emails),
    identities: owned(proofs),
    ...(refused && { refused: refused.map(keyOf) }),
  };
  const asserted: Assertion | 'withdrawn' = value === 'withdrawn' ? value : [value, 9, author[source]];
  return identityChanges(contact, source, { email: asserted }, circumstances);
}

const lost = (...emails: string[]) => Object.fromEntries(emails.map((email) => [keyOf(email), null]));
const confirmed = { confirmed: [9, 'key:2'] } as const;

describe('a person who states an email', () => {
  it.each<[string, Emails, Record<string, Proof>, string, IdentityPatch]>([
    ['confirms a new one', {}, {}, b, identity('email', b, confirmed)],
    ['confirms one that was reported', { crm: a }, { [a]: reported }, a, identity('email', a, confirmed)],
    ['confirms one that messages came from', {}, { [a]: seen }, a, identity('email', a, { ...seen, ...confirmed })],
    ['changes nothing by another spelling', { manual: a }, { [a]: byPerson }, 'A@One.example', {}],
    [
      'releases the one that a person stated before',
      { manual: a },
      { [a]: byPerson },
      b,
      { ...lost(a), ...identity('email', b, confirmed) },
    ],
    [
      'releases it although a machine asserts it too',
      { manual: a, crm: a },
      { [a]: byPerson },
      b,
      { ...lost(a), ...identity('email', b, confirmed) },
    ],
    [
      'releases what machines reported',
      { crm: a, conversation: c },
      { [a]: reported, [c]: reported },
      b,
      { ...lost(a, c), ...identity('email', b, confirmed) },
    ],
    [
      'releases what an agent created the contact with, and what a trusted CRM confirmed',
      { agent: a, crm: c },
      { [a]: byAgent, [c]: byCrm },
      b,
      { ...lost(a, c), ...identity('email', b, confirmed) },
    ],
    ['keeps one that messages came from', { manual: a }, { [a]: seen }, b, identity('email', b, confirmed)],
    ['keeps another one that a person added', { crm: a }, { [a]: byPerson }, b, identity('email', b, confirmed)],
    [
      'takes one whose key objects have too',
      {},
      {},
      '__proto__@one.example',
      identity('email', '__proto__@one.example', confirmed),
    ],
  ])('%s', (_, emails, proofs, value, expected) => {
    expect(changes('manual', value, emails, proofs)).toEqual(expected);
  });

  it('takes one that a person had removed', () => {
    expect(changes('manual', b, {}, {}, { refused: [b] })).toEqual(identity('email', b, confirmed));
  });

  it('who states that there is none releases all but those that messages came from or a person added', () => {
    const proofs = { [a]: byPerson, [b]: reported, [c]: seen, 'd@one.example': byPerson };
    expect(changes('manual', null, { manual: a, crm: b }, proofs)).toEqual(lost(a, b));
  });

  describe('where the contact has 50 addresses', () => {
    const many = Object.fromEntries(Array.from({ length: 49 }, (_, i) => [`x${i}@one.example`, seen]));
    const limited = { code: 'identity_limit', message: 'A contact has at most 50 addresses; remove one first' };

    it.each(['manual', 'agent'] as const)('%s cannot state one more: `identity_limit`', (source) => {
      const full = { ...many, [a]: seen };
      expect(() => changes(source, b, {}, full)).toThrow(expect.objectContaining(limited));
      expect(changes(source, null, {}, full)).toEqual({});
      const known = source === 'manual' ? identity('email', a, { ...seen, ...confirmed }) : {};
      expect(changes(source, a, {}, full)).toEqual(known);
    });

    it('states another one in the place of one that it gives up', () => {
      const expected = { ...lost(a), ...identity('email', b, confirmed) };
      expect(changes('manual', b, { manual: a }, { ...many, [a]: byPerson })).toEqual(expected);
    });

    it('withdraws one, for as many reports as there is room', () => {
      const emails = { manual: a, crm: b, conversation: c };
      const expected = { ...lost(a), ...identity('email', b) };
      expect(changes('manual', 'withdrawn', emails, { ...many, [a]: byPerson })).toEqual(expected);
    });
  });

  it('changes no phone', () => {
    const identities = { ...identity('phone', '+15550100'), ...owned({ [a]: byPerson }) };
    const contact = { sources: asserting({ manual: a }), identities };
    expect(identityChanges(contact, 'manual', { email: [b, 9, 'key:2'] })).not.toHaveProperty('phone#+15550100');
    expect(identityChanges(contact, 'manual', { phone: ['+15550199', 9, 'key:2'] })).toEqual({
      'phone#+15550100': null,
      ...identity('phone', '+15550199', confirmed),
    });
  });
});

describe("a person's email that is withdrawn", () => {
  it.each<[string, Emails, Record<string, Proof>, readonly string[], IdentityPatch]>([
    ['is released', { manual: a }, { [a]: byPerson }, [], lost(a)],
    ['stays where messages came from it', { manual: a }, { [a]: seen }, [], {}],
    ['is reported where a machine asserts it', { manual: a, crm: a }, { [a]: byPerson }, [], identity('email', a)],
    [
      'makes room for what machines assert',
      { manual: a, crm: b, conversation: c },
      { [a]: byPerson },
      [],
      { ...lost(a), ...identity('email', b), ...identity('email', c) },
    ],
    [
      'makes no room for what another contact owns',
      { manual: a, crm: b, conversation: c },
      { [a]: byPerson },
      [b],
      { ...lost(a), ...identity('email', c) },
    ],
    ['makes room where it was `null`', { manual: null, crm: b }, {}, [], identity('email', b)],
  ])('%s', (_, emails, proofs, taken, expected) => {
    expect(changes('manual', 'withdrawn', emails, proofs, { taken: new Set(taken.map(keyOf)) })).toEqual(expected);
  });

  it('makes no room for an address that a person removed', () => {
    expect(changes('manual', 'withdrawn', { manual: a, crm: b }, { [a]: byPerson }, { refused: [b] })).toEqual(lost(a));
  });
});

it.each([
  'crm',
  'conversation',
] as const)('a contact with 50 addresses gets none that the source %s asserts', (source) => {
  const many = Object.fromEntries(Array.from({ length: 49 }, (_, i) => [`x${i}@one.example`, byPerson]));
  expect(changes(source, b, {}, { ...many, [a]: byPerson })).toEqual({});
  const expected = { ...lost(a), ...identity('email', b) };
  expect(changes(source, b, { [source]: a }, { ...many, [a]: reported })).toEqual(expected);
});

describe.each(['crm', 'agent', 'conversation'] as const)('an email that the source %s asserts', (source) => {
  const other = source === 'crm' ? 'conversation' : 'crm';
  it.each<[string, Emails, Record<string, Proof>, string | 'withdrawn', IdentityPatch]>([
    ['is reported where it is new', {}, {}, b, identity('email', b)],
    ['changes nothing where the contact has it', {}, { [a]: seen, [b]: byPerson }, b, {}],
    ['is not taken while a person states another', { manual: a }, { [a]: byPerson }, b, {}],
    ['is not taken while a person states that there is none', { manual: null }, {}, b, {}],
    ["is taken where the person's address has moved away", { manual: a }, {}, b, identity('email', b)],
    ['is not taken while another one is shown that a person confirmed', { manual: a }, { [c]: byPerson }, b, {}],
    ['replaces its former one', { [source]: a }, { [a]: reported }, b, { ...lost(a), ...identity('email', b) }],
    [
      'leaves its former one to another source',
      { [source]: a, [other]: a },
      { [a]: reported },
      b,
      identity('email', b),
    ],
    ['leaves its former one that messages came from', { [source]: a }, { [a]: seen }, b, identity('email', b)],
    ['leaves its former one that a person confirmed', { [source]: a }, { [a]: byPerson }, b, identity('email', b)],
    [
      'is released when the source ends',
      { [source]: a, [other]: b },
      { [a]: reported, [b]: reported },
      'withdrawn',
      lost(a),
    ],
  ])('%s', (_, emails, proofs, value, expected) => {
    expect(changes(source, value, emails, proofs)).toEqual(expected);
  });

  it('is not taken where a person removed it, or another contact owns it', () => {
    expect(changes(source, b, {}, {}, { refused: [b] })).toEqual({});
    expect(changes(source, b, {}, {}, { taken: new Set([keyOf(b)]) })).toEqual({});
  });

  it("is confirmed where the word of the source counts as a person's", () => {
    const stamp = { confirmed: [9, author[source]] } as const;
    expect(changes(source, b, {}, {}, { confirms: ['email'] })).toEqual(identity('email', b, stamp));
    expect(changes(source, b, {}, { [b]: reported }, { confirms: ['email'] })).toEqual(identity('email', b, stamp));
    expect(changes(source, b, {}, {}, { confirms: ['phone'] })).toEqual(identity('email', b));
  });

  it('is only reported when the source that confirmed it ends, and another asserts it', () => {
    const proof: Proof = { confirmed: [1, author[source]] };
    expect(changes(source, 'withdrawn', { [source]: a, [other]: a }, { [a]: proof })).toEqual(identity('email', a));
    expect(changes(source, 'withdrawn', { [source]: a }, { [a]: proof })).toEqual(lost(a));
  });
});
