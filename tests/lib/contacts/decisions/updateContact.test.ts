import { applyChange } from '../../../../lib/contacts/applyChanges.ts';
import { type StoredContact, toContact } from '../../../../lib/contacts/contact.ts';
import { updateContact } from '../../../../lib/contacts/decisions/updateContact.ts';
import type { Proof } from '../../../../lib/contacts/identities.ts';
import { type Assertions, type Sources, unspecified } from '../../../../lib/contacts/sources.ts';
import type { ContactInput } from '../../../../schemas/contact.ts';
import fc, { runOptions } from '../../../support/properties.ts';
import { anyInput } from '../anySources.ts';
import { identity, owning, storedContact } from '../storedContact.ts';
import { anyState, commit } from './simulation.ts';

const author = { actor: 'key:2', at: 2000 };
const a = 'a@one.example';
const b = 'b@one.example';
const email = (value: string | null): Assertions => ({ email: [value, 1, 'x'] });

const contactWith = (sources: Partial<Sources>, identities = owning(sources).identities): StoredContact =>
  storedContact({ sources: { manual: {}, ...sources }, identities });
const confirmed: Proof = { confirmed: [1, 'key:1'] };

describe('updateContact', () => {
  it.each<[string, Partial<Sources>, ContactInput]>([
    ['an empty body', {}, {}],
    ['a value that the person asserts already', { manual: email(a) }, { email: a }],
    [
      'a full name whose parts the person asserts already',
      { manual: { firstName: ['Anna', 1, 'x'], lastName: ['Smith', 1, 'x'] } },
      { name: 'Anna Smith' },
    ],
    [
      'one part of a name that the person asserts already',
      { manual: { firstName: ['Anna', 1, 'x'], lastName: ['Smith', 1, 'x'] } },
      { lastName: 'Smith' },
    ],
  ])('leaves the contact unchanged for %s', (_, sources, input) => {
    const identities = identity('email', a, confirmed);
    expect(updateContact(contactWith(sources, identities), input, author)).toBe('unchanged');
  });

  it('asserts a value that only a machine has asserted, so that no machine changes it', () => {
    const contact = contactWith({ crm: { companyName: ['Acme', 1, 'crm:x'] } });
    expect(updateContact(contact, { companyName: 'Acme' }, author)).toEqual({
      ...author,
      contact,
      sources: { manual: { companyName: ['Acme', 2000, 'key:2'] } },
      identities: {},
    });
  });

  it('asserts all fields of the input, also those that the person has asserted already', () => {
    const contact = contactWith({ manual: { companyName: ['Acme', 1, 'x'], ...email(a) } });
    expect(updateContact(contact, { companyName: 'Acme', email: b }, author)).toMatchObject({
      sources: { manual: { companyName: ['Acme', 2000, 'key:2'], email: [b, 2000, 'key:2'] } },
    });
  });

  it('gives back an address that a person removed, which machines may then report again', () => {
    const contact = { ...contactWith({}), refused: [`email#${a}`, `email#${b}`] };
    expect(updateContact(contact, { email: b }, author)).toMatchObject({
      identities: identity('email', b, { confirmed: [2000, 'key:2'] }),
      refused: [`email#${a}`],
    });
    expect(updateContact(contact, { email: null }, author)).not.toHaveProperty('refused');
  });

  it('completes one part of a name with the other part that callers see', () => {
    const contact = contactWith({ sender: { firstName: ['Anna', 1, 'x'], lastName: ['Smith', 1, 'x'] } });
    expect(updateContact(contact, { firstName: 'Bo' }, author)).toMatchObject({
      sources: { manual: { firstName: ['Bo', 2000, 'key:2'], lastName: ['Smith', 2000, 'key:2'] } },
    });
  });

  it('confirms an address again that the person asserts and the contact has lost', () => {
    const contact = contactWith({ manual: email(a) }, {});
    const identities = identity('email', a, { confirmed: [2000, 'key:2'] });
    expect(updateContact(contact, { email: a }, author)).toMatchObject({ identities });
  });

  it('changes email and phone independently of each other', () => {
    const contact = contactWith(
      { manual: { ...email(a), phone: ['+15550100', 1, 'x'] } },
      { ...identity('email', a, confirmed), ...identity('phone', '+15550100', confirmed) },
    );
    expect(updateContact(contact, { email: b, phone: null }, author)).toMatchObject({
      identities: {
        [`email#${a}`]: null,
        'phone#+15550100': null,
        ...identity('email', b, { confirmed: [2000, 'key:2'] }),
      },
    });
  });

  it('throws `invalid` for an email whose domain cannot exist, and for a name with too long a part', () => {
    const long = 'x'.repeat(201);
    expect(() => updateContact(storedContact(), { email: 'a@999.999' }, author)).toThrow(
      expect.objectContaining({ code: 'invalid' }),
    );
    expect(() => updateContact(storedContact(), { name: `Anna ${long}` }, author)).toThrow(
      expect.objectContaining({ code: 'invalid' }),
    );
  });

  it('asserts what the input states, and writes to no source but the manual one', () => {
    fc.assert(
      fc.property(anyState, anyInput, (state, input) => {
        const decision = updateContact(state.contact, input, author);
        const { sources } = commit(state, decision).contact;
        const { manual, ...machines } = sources;
        const { manual: _, ...before } = state.contact.sources;
        expect(machines).toEqual(before);
        const { name, ...fields } = input;
        const asserted = Object.entries(manual).map(([field, [value]]) => [field, value]);
        expect(Object.fromEntries(asserted)).toMatchObject({
          ...fields,
          ...(name === null && { firstName: null, lastName: null }),
        });
      }),
      runOptions(500),
    );
  });
});

describe('updateContact by an agent', () => {
  const agent = { actor: 'agent:3', at: 2000 };
  const visible = (contact: StoredContact, decision: ReturnType<typeof updateContact>) =>
    typeof decision === 'object' && 'contact' in decision ? toContact(applyChange(decision, 'w')) : toContact(contact);

  it('asserts in its own source, below people and the CRM, above conversations and senders', () => {
    const name = (first: string): Assertions => ({ firstName: [first, 1, 'x'], lastName: ['Smith', 1, 'x'] });
    const lower = { conversation: name('Conversation'), sender: name('Sender') };
    const seenWith = (sources: Partial<Sources>) => {
      const contact = contactWith({ ...lower, ...sources });
      return visible(contact, updateContact(contact, { name: 'Anna Li' }, agent)).firstName;
    };
    expect([seenWith({}), seenWith({ crm: name('Crm') }), seenWith({ manual: name('Bo') })]).toEqual([
      'Anna',
      'Crm',
      'Bo',
    ]);
    const contact = contactWith({});
    expect(updateContact(contact, { companyName: 'Acme' }, agent)).toMatchObject({
      sources: { agent: { companyName: ['Acme', 2000, 'agent:3'] } },
    });
  });

  it('leaves the part of a name that it does not give unspecified', () => {
    const decision = updateContact(contactWith({}), { name: 'Anna' }, agent);
    expect(decision).toMatchObject({
      sources: { agent: { firstName: ['Anna', 2000, 'agent:3'], lastName: unspecified } },
    });
  });

  it('cannot state that there is no value', () => {
    expect(() => updateContact(contactWith({}), { email: null, phone: '+15550100', name: null }, agent)).toThrow(
      'An API key of kind agent cannot clear email, name; only a person can',
    );
  });

  it('does not take an address that a person denies', () => {
    const decision = updateContact(contactWith({ manual: email(null) }), { email: a }, agent);
    expect(decision).toMatchObject({ identities: {}, sources: { agent: { email: [a, 2000, 'agent:3'] } } });
  });
});
