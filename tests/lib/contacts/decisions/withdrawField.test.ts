import type { ContactChange, TakenFields } from '../../../../lib/contacts/change.ts';
import { toContact } from '../../../../lib/contacts/contact.ts';
import { updateContact } from '../../../../lib/contacts/decisions/updateContact.ts';
import { withdrawField } from '../../../../lib/contacts/decisions/withdrawField.ts';
import { fold } from '../../../../lib/contacts/fold.ts';
import {
  type Identities,
  type IdentityPatch,
  identityFields,
  identityKey,
  type Proof,
} from '../../../../lib/contacts/identities.ts';
import { type Assertions, type Sources, unspecified } from '../../../../lib/contacts/sources.ts';
import type { WithdrawableField } from '../../../../schemas/api/withdrawField.ts';
import fc, { runOptions } from '../../../support/properties.ts';
import { anyInput } from '../anySources.ts';
import { identity, storedContact, verifiedAt } from '../storedContact.ts';
import { anyState, commit } from './simulation.ts';

const author = { actor: 'key:2', at: 2000 };
const nobody: TakenFields = new Map();
const a = 'a@one.example';
const b = 'b@one.example';
const email = (value: string | null): Assertions => ({ email: [value, 1, 'x'] });
const confirmed: Proof = { confirmed: [1, 'key:1'] };
const name = (firstName: string | null, lastName: string | null): Assertions => ({
  firstName: [firstName, 1, 'x'],
  lastName: [lastName, 1, 'x'],
});
const withdraw = (
  sources: Sources & { manual: Assertions },
  field: WithdrawableField,
  identities = {},
  taken = nobody,
) => withdrawField(storedContact({ sources, identities }), field, author, taken);

describe('withdrawField', () => {
  it.each<[WithdrawableField, Assertions]>([
    ['companyName', {}],
    ['email', { companyName: ['Acme', 1, 'x'] }],
    ['name', { companyName: ['Acme', 1, 'x'] }],
    ['firstName', { firstName: unspecified, lastName: ['Smith', 1, 'x'] }],
  ])('leaves the contact unchanged where no person states a %s', (field, manual) => {
    expect(withdraw({ manual, sender: { ...name('Anna', 'Smith'), ...email(a) } }, field)).toBe('unchanged');
  });

  it.each<[string, WithdrawableField, Assertions, Assertions]>([
    ['a value', 'companyName', { companyName: ['Acme', 1, 'x'] }, {}],
    ['that there is none', 'companyName', { companyName: [null, 1, 'x'] }, {}],
    ['both parts of a name', 'name', name('Anna', 'Smith'), {}],
    ['one part of a name', 'lastName', name('Anna', 'Smith'), { firstName: ['Anna', 1, 'x'], lastName: unspecified }],
    [
      'that a name has no other part',
      'lastName',
      name('Anna', null),
      { firstName: ['Anna', 1, 'x'], lastName: unspecified },
    ],
    ['the only part of a name', 'firstName', { firstName: ['Anna', 1, 'x'], lastName: unspecified }, {}],
    ['a name of one part', 'name', { firstName: ['Anna', 1, 'x'], lastName: unspecified }, {}],
  ])('removes %s, and leaves everything else', (_, field, asserted, left) => {
    const other: Assertions = { phone: ['+15550100', 1, 'x'] };
    expect(withdraw({ manual: { ...other, ...asserted } }, field)).toMatchObject({
      ...author,
      sources: { manual: { ...other, ...left } },
      identities: {},
    });
  });

  it('shows the surname of the CRM again beside the same first name', () => {
    const contact = storedContact({ sources: { manual: name('Anna', 'Jones'), crm: name('Anna', 'Schmidt') } });
    const after = commit({ contact, claims: new Map() }, withdrawField(contact, 'lastName', author, nobody)).contact;
    expect(toContact(after)).toMatchObject({ firstName: 'Anna', lastName: 'Schmidt' });
  });

  it.each<[string, Sources & { manual: Assertions }, Identities, IdentityPatch]>([
    ['gives up an address', { manual: email(a) }, identity('email', a, confirmed), { [`email#${a}`]: null }],
    [
      'keeps an address that messages came from',
      { manual: email(a) },
      identity('email', a, { ...verifiedAt(0), ...confirmed }),
      {},
    ],
    [
      'keeps an address that a machine asserts too, as a reported one',
      { manual: email(a), crm: email('A@one.example') },
      identity('email', a, confirmed),
      identity('email', a),
    ],
    [
      'takes the address of a machine that was denied',
      { manual: email(null), crm: email(b) },
      {},
      identity('email', b),
    ],
    [
      'takes each address once',
      { manual: email(null), crm: email(b), conversation: email('B@one.example') },
      {},
      { [`email#${b}`]: expect.objectContaining({ kind: 'email' }) },
    ],
    [
      'takes no address that it owns',
      { manual: email(a), crm: email(b) },
      { ...identity('email', a, confirmed), ...identity('email', b) },
      { [`email#${a}`]: null },
    ],
  ])('%s', (_, sources, identities, patch) => {
    expect(withdraw(sources, 'email', identities)).toMatchObject({ sources: { manual: {} } });
    expect((withdraw(sources, 'email', identities) as ContactChange).identities).toStrictEqual(patch);
  });

  it('takes no address that another contact owns', () => {
    const taken = new Map([[`email#${b}`, 'another']]);
    const change = withdraw({ manual: email(null), crm: email(b) }, 'email', {}, taken);
    expect((change as ContactChange).identities).toStrictEqual({});
  });

  it('is not for agents', () => {
    const contact = storedContact({ sources: { manual: email(a) } });
    expect(() => withdrawField(contact, 'email', { actor: 'agent:3', at: 1 }, nobody)).toThrow(
      'An API key of kind agent cannot withdraw what a person states; only a person can',
    );
  });

  it('leaves what machines alone would show, once everything is withdrawn', () => {
    const fields = ['name', 'email', 'phone', 'companyName'] as const;
    fc.assert(
      fc.property(anyState, anyInput, (state, input) => {
        const edited = commit(state, updateContact(state.contact, input, author));
        const { contact } = fields.reduce(
          (each, field) => commit(each, withdrawField(each.contact, field, author, nobody)),
          edited,
        );
        const { manual: _, ...machines } = state.contact.sources;
        expect(contact.sources.manual).toEqual({});
        expect(fold(contact)).toEqual(fold({ sources: machines, identities: contact.identities }));
        for (const field of identityFields.filter((each) => edited.contact.sources.manual[each])) {
          const reports = [machines.crm, machines.agent, machines.conversation].map((each) => each?.[field]?.[0]);
          const keys = reports.flatMap((value) => (value ? [identityKey(field, value)] : []));
          const free = keys.filter((key) => !contact.refused?.includes(key));
          expect(Object.keys(contact.identities)).toEqual(expect.arrayContaining(free));
        }
      }),
      runOptions(300),
    );
  });
});
