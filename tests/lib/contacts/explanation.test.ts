import { explain } from '../../../lib/contacts/explanation.ts';
import { fold } from '../../../lib/contacts/fold.ts';
import { type Field, groups, type Sources, unspecified } from '../../../lib/contacts/sources.ts';
import fc from '../../support/properties.ts';
import { anySources } from './anySources.ts';
import { identity, owning } from './storedContact.ts';

const fields: readonly Field[] = groups.flat();

describe('explain', () => {
  it('lists what the sources assert in the order of precedence, with the one that callers see', () => {
    const sources: Sources = {
      sender: { email: ['b@one.example', 2, 'message:1'] },
      crm: { email: ['a@one.example', 1, 'crm:x'] },
      manual: { phone: [null, 3, 'key:1'] },
    };
    const { email, phone, companyName } = explain(owning(sources));
    expect(email).toEqual({
      source: 'crm',
      assertions: [
        { source: 'crm', value: 'a@one.example', at: 1, by: 'crm:x' },
        { source: 'sender', value: 'b@one.example', at: 2, by: 'message:1' },
      ],
    });
    expect(phone).toEqual({ source: 'manual', assertions: [{ source: 'manual', value: null, at: 3, by: 'key:1' }] });
    expect(companyName).toEqual({ source: undefined, assertions: [] });
  });

  it('names one source for both parts of a name, and no assertion for an unspecified part', () => {
    const { firstName, lastName } = explain(
      owning({
        conversation: { firstName: ['Anna', 1, 'event:1'], lastName: unspecified },
        sender: { firstName: ['Bo', 1, 'x'], lastName: ['Li', 1, 'x'] },
      }),
    );
    expect([firstName.source, lastName.source]).toEqual(['conversation', 'conversation']);
    expect(lastName.assertions).toEqual([{ source: 'sender', value: 'Li', at: 1, by: 'x' }]);
  });

  it('names the source that completes a name', () => {
    const { firstName, lastName } = explain(
      owning({
        manual: { firstName: ['Anna', 2, 'key:1'], lastName: unspecified },
        crm: { firstName: ['Anna', 1, 'crm:x'], lastName: ['Schmidt', 1, 'crm:x'] },
      }),
    );
    expect([firstName.source, lastName.source]).toEqual(['manual', 'crm']);
    expect(lastName.assertions).toEqual([{ source: 'crm', value: 'Schmidt', at: 1, by: 'crm:x' }]);
  });

  it('leaves out the older part of a name that has two authors', () => {
    const { firstName, lastName } = explain(
      owning({
        conversation: { firstName: ['Anna', 1, 'conversation:a'], lastName: ['Jones', 2, 'conversation:b'] },
      }),
    );
    expect([firstName.assertions.length, lastName.assertions.length]).toEqual([0, 1]);
  });

  it('states that a derived company is asserted since the visible email is', () => {
    const { companyName } = explain(
      owning({
        domain: { companyName: ['Acme', 9, 'domain:acme.example', 'acme.example'] },
        sender: { email: ['a@acme.example', 5, 'message:1'] },
      }),
    );
    expect(companyName.assertions).toEqual([{ source: 'domain', value: 'Acme', at: 5, by: 'domain:acme.example' }]);
  });

  it("leaves out a company that was derived from another domain than the visible email's", () => {
    const derived: Sources = { domain: { companyName: ['Acme', 1, 'domain:acme.example', 'acme.example'] } };
    const companyFor = (email: string) =>
      explain(owning({ ...derived, sender: { email: [email, 1, 'x'] } })).companyName;
    expect(companyFor('a@acme.example').source).toBe('domain');
    expect(companyFor('a@other.example')).toEqual({ source: undefined, assertions: [] });
  });

  it.each([
    ['key:1', 'manual'],
    ['agent:1', 'agent'],
    ['crm:x', 'crm'],
  ])('states of an address that only its confirmation by %s shows that %s asserts it since', (by, source) => {
    const sources: Sources = { manual: { email: ['lost@one.example', 1, 'key:1'] } };
    const identities = identity('email', 'a@one.example', { confirmed: [5, by] });
    const assertions = [{ source, value: 'a@one.example', at: 5, by }];
    expect(explain({ sources, identities }).email).toEqual({ source, assertions });
  });

  it('leaves out an address that the contact does not own', () => {
    const sources: Sources = { conversation: { email: ['a@one.example', 1, 'event:1'] } };
    expect(explain({ sources, identities: {} }).email).toEqual({ source: undefined, assertions: [] });
  });

  it('explains what callers see, for any sources', () => {
    fc.assert(
      fc.property(anySources, (sources) => {
        const [person, explained] = [fold(owning(sources)), explain(owning(sources))];
        for (const field of fields) {
          const { source, assertions } = explained[field];
          const visible = assertions.find((assertion) => assertion.source === source);
          expect(visible?.value ?? null).toBe(person[field]);
        }
      }),
    );
  });
});
