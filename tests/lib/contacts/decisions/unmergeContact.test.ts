import { applyChanges } from '../../../../lib/contacts/applyChanges.ts';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { mergeContacts } from '../../../../lib/contacts/decisions/mergeContacts.ts';
import { editsSince, unmergeContact } from '../../../../lib/contacts/decisions/unmergeContact.ts';
import { mergedIds } from '../../../../lib/contacts/fold.ts';
import type { Proof } from '../../../../lib/contacts/identities.ts';
import { partOf } from '../../../../lib/contacts/parts.ts';
import fc, { runOptions } from '../../../support/properties.ts';
import { identity, storedContact } from '../storedContact.ts';
import { anyAct, found, ids, person, play, survivorOf, unmerge, worldOf } from './mergeWorld.ts';
import { anyState, claimNamesOf, now } from './simulation.ts';

/** Without what each write changes. */
const contentOf = ({ version: _, writeIds: __, updatedAt: ___, changedBy: ____, ...rest }: StoredContact) => rest;

describe('unmergeContact', () => {
  it('makes each contact what it would be without merges, after any history, in chains and in any order', () => {
    fc.assert(
      fc.property(
        fc.array(anyState, { minLength: ids.length, maxLength: ids.length }),
        fc.array(anyAct, { maxLength: 30, size: 'max' }),
        fc.shuffledSubarray([...ids], { minLength: ids.length }),
        (states, acts, order) => {
          const survivors: string[] = [];
          const merged = play(worldOf(states), acts, survivors, true);
          const whole = ids.map((id) => survivorOf(merged, id));
          for (const [i, id] of ids.entries()) {
            const part = whole[i] && partOf(whole[i], id);
            expect([...(merged.claims.get(id)?.keys() ?? [])].sort()).toEqual(part && claimNamesOf(part).sort());
          }
          for (const id of order) unmerge(merged, id);
          const apart = play(worldOf(states), acts, survivors, false);
          for (const id of ids) expect(contentOf(found(merged, id))).toEqual(contentOf(found(apart, id)));
          expect(merged.claims).toEqual(apart.claims);
        },
      ),
      runOptions(25, 10_000),
    );
  });

  const survivor = storedContact({
    contactId: 'a',
    sources: { manual: { companyName: ['One', 1, 'key:1'] }, agent: {} },
  });
  const duplicate = storedContact({ contactId: 'b', identities: identity('email', 'b@one.example') });
  const merge = (one: StoredContact, other: StoredContact) =>
    mergeContacts(one, other, {}, person).map((change) => applyChanges([change], 'write'));

  it('is for contributions only, and not for agents', () => {
    const [merged = survivor, stored = duplicate] = merge(survivor, duplicate);
    expect(() => unmergeContact(survivor, stored, person)).toThrow(
      expect.objectContaining({ code: 'merge_not_found' }),
    );
    expect(() => unmergeContact(merged, merged, person)).toThrow(expect.objectContaining({ code: 'merge_not_found' }));
    expect(() => unmergeContact(merged, stored, { actor: 'agent:3', at: now })).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
  });

  it('gives the contact a version above those of its survivor, for which its id stood', () => {
    const [merged = survivor, stored = duplicate] = merge(survivor, duplicate);
    const changes = unmergeContact({ ...merged, version: 40 }, stored, person);
    expect(changes.map((change) => applyChanges([change], 'write').version)).toEqual([41, 41]);
  });

  it('has as edits what people and agents stated or withdrew since, also of what is above in a chain', () => {
    const [middle = survivor] = merge(storedContact({ contactId: 'c' }), duplicate);
    const stated = {
      ...middle,
      sources: { manual: { firstName: ['Anna', 2, 'key:2'], lastName: [null, 2, 'key:2'] } },
    } as const;
    const [whole = survivor] = merge(survivor, stated);
    const edited = { ...whole, sources: { manual: {}, agent: { phone: ['+15550100', 3, 'agent:3'] } } } as const;
    expect(editsSince(edited, 'b')).toEqual([
      { field: 'firstName', source: 'manual', stated: { value: 'Anna', at: 2, by: 'key:2' } },
      { field: 'lastName', source: 'manual', stated: { value: null, at: 2, by: 'key:2' } },
      { field: 'companyName', source: 'manual' },
      { field: 'phone', source: 'agent', stated: { value: '+15550100', at: 3, by: 'agent:3' } },
    ]);
    expect(editsSince(edited, 'c').map(({ field }) => field)).toEqual(['companyName', 'phone']);
    expect(mergedIds(whole)).toEqual(['c', 'b']);
  });

  it('has as edits the addresses and the link that a person gave to the contact since, each once', () => {
    const chat = (value: string, proof: Proof) => ({ [`chat#${value}`]: { kind: 'chat', value, ...proof } });
    const known = chat('known', { confirmed: [1, 'key:1'] });
    const [whole = survivor] = merge({ ...survivor, identities: known }, duplicate);
    const edited: StoredContact = {
      ...whole,
      sources: { manual: { ...whole.sources.manual, email: ['anna@one.example', 5, 'key:2'] }, agent: {} },
      identities: {
        ...whole.identities,
        ...identity('email', 'anna@one.example', { confirmed: [5, 'key:2'] }),
        ...chat('added', { confirmed: [6, 'key:2'] }),
        ...chat('new', { verified: [7, 'message:1'] }),
        ...identity('email', 'anna@crm.example', { confirmed: [7, 'crm:1'] }),
      },
      externalRef: 'record-1',
      resolutionStatus: 'manually_resolved',
      resolvedAt: '1970-01-01T00:00:00.008Z',
    };
    expect(editsSince(edited, 'b')).toEqual([
      { field: 'email', source: 'manual', stated: { value: 'anna@one.example', at: 5, by: 'key:2' } },
      { field: 'identity', source: 'manual', stated: { value: 'chat:added', at: 6, by: 'key:2' } },
      { field: 'externalRef', source: 'manual', stated: { value: 'record-1', at: 8 } },
    ]);
  });

  it('has as an edit that a person removed the link, but not that a machine made one', () => {
    const linked = {
      externalRef: 'record-1',
      resolutionStatus: 'crm_resolved',
      resolvedAt: '2026-01-01T00:00:00.000Z',
    } as const;
    const [whole = survivor] = merge(survivor, duplicate);
    expect(editsSince({ ...whole, ...linked }, 'b')).toEqual([]);
    const [known = survivor] = merge({ ...survivor, ...linked }, duplicate);
    const { externalRef: _, resolvedAt: __, ...unlinked } = known;
    expect(editsSince({ ...unlinked, resolutionStatus: 'unresolved' }, 'b')).toEqual([
      { field: 'externalRef', source: 'manual' },
    ]);
  });
});
