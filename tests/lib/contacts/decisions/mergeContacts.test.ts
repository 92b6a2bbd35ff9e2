import { applyChanges } from '../../../../lib/contacts/applyChanges.ts';
import { linkOf, type StoredContact, toContact } from '../../../../lib/contacts/contact.ts';
import { maxContributions, mergeContacts } from '../../../../lib/contacts/decisions/mergeContacts.ts';
import { mergedIds } from '../../../../lib/contacts/fold.ts';
import { mergeStepOf } from '../../../../lib/contacts/merges.ts';
import { changedAt, identity, storedContact, verifiedAt } from '../storedContact.ts';

const author = { actor: 'key:2', at: changedAt + 1000 };
const contact = (contactId: string, more: Partial<StoredContact> = {}) => storedContact({ contactId, ...more });
const merge = (survivor: StoredContact, duplicate: StoredContact, externalRef?: string): StoredContact =>
  applyChanges([mergeContacts(survivor, duplicate, { externalRef }, author)[0]], 'write');
const linked = (externalRef: string) =>
  ({ resolutionStatus: 'crm_resolved', externalRef, resolvedAt: 'then' }) as const;
const many = (survivor: StoredContact, from: number, count: number): StoredContact =>
  Array.from({ length: count }, (_, i) => contact(`m${from + i}`)).reduce(
    (whole, each) => merge(whole, each),
    survivor,
  );

describe('mergeContacts', () => {
  it('shows of each field the first source in precedence, that of the survivor before others, in merge order', () => {
    const crm = (lastName: string) =>
      ({ crm: { firstName: ['Anna', 1, 'crm:x'], lastName: [lastName, 1, 'crm:x'] } }) as const;
    const a = contact('a', { sources: { manual: {}, conversation: { companyName: ['Said AG', 1, 'event:1'] } } });
    const b = contact('b', {
      sources: { manual: {}, ...crm('Second') },
      identities: identity('email', 'b@one.example', verifiedAt(1)),
    });
    const c = contact('c', {
      sources: { manual: { companyName: ['Stated AG', 1, 'key:1'] }, ...crm('Third') },
      identities: identity('email', 'c@one.example', verifiedAt(0)),
    });
    expect(toContact(merge(merge(a, b), c))).toMatchObject({
      firstName: 'Anna',
      lastName: 'Second',
      email: 'b@one.example',
      companyName: 'Stated AG',
    });
    expect(toContact(merge(merge(a, c), b))).toMatchObject({ lastName: 'Third', email: 'c@one.example' });
  });

  it('counts one version for each contact, and is a step of both histories', () => {
    const [a, b] = [contact('a'), contact('b')];
    const [survivor, duplicate] = mergeContacts(a, b, {}, author).map((change) => applyChanges([change], 'write'));
    expect(survivor).toMatchObject({ version: 8, changedBy: 'key:2' });
    expect(duplicate).toMatchObject({ version: 8, mergedInto: 'a' });
    expect(survivor && mergeStepOf(a, survivor)).toEqual({ action: 'merged', contactId: 'b' });
    expect(duplicate && mergeStepOf(b, duplicate)).toEqual({ action: 'merged_into', contactId: 'a' });
    expect(survivor && mergeStepOf(survivor, a)).toEqual({ action: 'unmerged', contactId: 'b' });
    expect(duplicate && mergeStepOf(duplicate, b)).toEqual({ action: 'unmerged_from', contactId: 'a' });
  });

  it('gives both contacts a version above those that either had, so that no etag names two states of one id', () => {
    for (const versions of [
      [3, 9],
      [9, 3],
    ]) {
      const [a, b] = versions.map((version, i) => contact(`${i}`, { version }));
      const changes = a && b ? mergeContacts(a, b, {}, author) : [];
      expect(changes.map((change) => applyChanges([change], 'write').version)).toEqual([10, 10]);
    }
  });

  it('takes what was merged into the duplicate behind it, and 20 contacts at most', () => {
    const chain = merge(merge(contact('a'), contact('d')), merge(contact('b'), contact('c')));
    expect(mergedIds(chain)).toEqual(['d', 'b', 'c']);
    const full = many(contact('a'), 0, maxContributions);
    const limit = expect.objectContaining({ code: 'merge_limit' });
    expect(() => merge(full, contact('b'))).toThrow(limit);
    expect(() => merge(many(contact('a'), 0, 10), many(contact('b'), 10, 10))).toThrow(limit);
    expect(mergedIds(merge(many(contact('a'), 0, 10), many(contact('b'), 10, 9)))).toHaveLength(maxContributions);
  });

  it.each<[string, string | undefined, string | undefined, string | undefined, string | undefined]>([
    ['that of the survivor', 'r1', undefined, undefined, 'r1'],
    ['that of the duplicate', undefined, 'r2', undefined, 'r2'],
    ['the chosen one of the survivor', 'r1', 'r2', 'r1', 'r1'],
    ['the chosen one of the duplicate', 'r1', 'r2', 'r2', 'r2'],
    ['none', undefined, undefined, undefined, undefined],
  ])('shows %s as the record of the CRM', (_, kept, other, chosen, shown) => {
    const [a, b] = [
      contact('a', kept === undefined ? {} : linked(kept)),
      contact('b', other === undefined ? {} : linked(other)),
    ];
    const whole = merge(contact('x'), merge(a, b, chosen));
    expect(linkOf(whole).externalRef).toBe(shown);
  });

  it('refuses two different records without a choice, and any other choice', () => {
    const [a, b] = [contact('a', linked('r1')), contact('b', linked('r2'))];
    expect(() => merge(a, b)).toThrow(expect.objectContaining({ code: 'external_refs_differ' }));
    expect(() => merge(a, b, 'r3')).toThrow(expect.objectContaining({ code: 'invalid' }));
    expect(() => merge(a, contact('c'), 'r3')).toThrow(expect.objectContaining({ code: 'invalid' }));
  });
});
