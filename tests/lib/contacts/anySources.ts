import fc from 'fast-check';
import type { FieldValues } from '../../../lib/contacts/fieldValues.ts';
import { type IdentityField, identityKey } from '../../../lib/contacts/identities.ts';
import { type Assertion, type Assertions, type Sources, unspecified } from '../../../lib/contacts/sources.ts';
import type { ContactInput } from '../../../schemas/contact.ts';

// So few values that sources often agree.
const firstName = fc.constantFrom('Anna', 'Bo', 'Anna Bo');
const lastName = fc.constantFrom('Smith', 'Li', null);
const emails = ['anna@one.example', 'anna@two.example', 'Anna@One.example'];
const email = fc.constantFrom(...emails);
const phones = ['+4915112345678', '+15550100'];
const phone = fc.constantFrom(...phones);
const companyName = fc.constantFrom('One', 'Two');
const domain = fc.constantFrom('one.example', 'two.example');

const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 3 });

const asserted = (said: FieldValues): Assertions =>
  Object.fromEntries(Object.entries(said).map(([field, value]): [string, Assertion] => [field, [value, 1, 'x']]));

/** The same assertions, where perhaps one part of the name is unspecified, or is another author's. */
const perhapsOneSided = (assertions: fc.Arbitrary<Assertions>): fc.Arbitrary<Assertions> =>
  fc
    .tuple(assertions, fc.constantFrom('firstName' as const, 'lastName' as const), fc.nat(5))
    .map(([all, part, choice]) => {
      const assertion = all[part];
      if (assertion === undefined || choice > 2) return all;
      return { ...all, [part]: choice === 2 ? [assertion[0], choice, 'y'] : unspecified };
    });

/** What can be said: both parts of a name or none, and of the rest anything. */
const saying = (fields: {
  firstName: fc.Arbitrary<string | null>;
  email: fc.Arbitrary<string | null>;
  phone: fc.Arbitrary<string | null>;
  companyName: fc.Arbitrary<string | null>;
}): fc.Arbitrary<FieldValues> => {
  const { firstName, ...rest } = fields;
  return fc
    .tuple(fc.oneof(fc.constant({}), fc.record({ firstName, lastName })), fc.record(rest, { requiredKeys: [] }))
    .map(([name, others]) => ({ ...name, ...others }));
};

/** What a person can say: of every field that there is none, too. */
export const anySaid: fc.Arbitrary<FieldValues> = saying({
  firstName: orNull(firstName),
  email: orNull(email),
  phone: orNull(phone),
  companyName: orNull(companyName),
});

/** What a machine can say: never that there is none, but for a surname. */
export const anyMachine: fc.Arbitrary<Assertions> = perhapsOneSided(
  saying({ firstName, email, phone, companyName }).map(asserted),
);

const derived: fc.Arbitrary<Assertions> = fc
  .tuple(companyName, domain)
  .map(([name, domain]): Assertions => ({ companyName: [name, 1, 'x', domain] }));

/** Any machine sources, each of them or not. */
export const anyMachines = fc.record(
  { crm: anyMachine, agent: anyMachine, conversation: anyMachine, sender: anyMachine, domain: derived },
  { requiredKeys: [] },
);

/** Any sources as a contact can have them: `manual` always. */
export const anySources: fc.Arbitrary<Sources & { readonly manual: object }> = fc
  .tuple(perhapsOneSided(anySaid.map(asserted)), anyMachines)
  .map(([manual, machines]) => ({ manual, ...machines }));

/** A full name, joined from its parts. */
export const fullName = (...parts: (string | null)[]): string | null =>
  parts.filter((part) => part !== null).join(' ') || null;

/** What a caller can send: a name whole, by both its parts or by one of them, and anything else. */
export const anyInput: fc.Arbitrary<ContactInput> = fc
  .tuple(anySaid, fc.constantFrom('whole', 'both', 'first', 'last'))
  .map(([{ firstName, lastName, ...rest }, form]) => {
    if (firstName === undefined || lastName === undefined) return rest;
    if (form === 'both') return { ...rest, firstName, lastName };
    if (form === 'first') return { ...rest, firstName };
    if (form === 'last') return { ...rest, lastName };
    return { ...rest, name: fullName(firstName, lastName) };
  });

/** Facts that a conversation can reveal. A fact is never `null`. */
export const anyFacts: fc.Arbitrary<FieldValues> = fc.record(
  { firstName, lastName: fc.constantFrom('Smith', 'Li'), email, phone, companyName },
  { requiredKeys: [] },
);

/** An address, with its key. */
export const anyAddress = fc
  .constantFrom(
    ...emails.map((value): [IdentityField, string] => ['email', value]),
    ...phones.map((value): [IdentityField, string] => ['phone', value]),
  )
  .map(([kind, value]) => ({ kind, value, key: identityKey(kind, value) }));
