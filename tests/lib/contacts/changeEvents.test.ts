import { changeDetail, changeTypes } from '../../../lib/contacts/changeEvents.ts';
import type { StoredContact } from '../../../lib/contacts/contact.ts';
import { storedContact } from './storedContact.ts';

const named = (name: string): Partial<StoredContact> => ({ sources: { manual: { firstName: [name, 1, 'key:1'] } } });
const linked = (externalRef: string): Partial<StoredContact> => ({
  resolutionStatus: 'manually_resolved',
  externalRef,
});

const company: Partial<StoredContact> = { sources: { manual: { companyName: ['One AG', 1, 'key:1'] } } };
const merged: NonNullable<StoredContact['contributions']> = {
  b: {
    ...{ sources: { manual: {}, crm: { companyName: ['Two AG', 1, 'crm:x'] } }, identities: {} },
    ...{ resolutionStatus: 'unresolved', place: 0, into: storedContact().contactId, merged: [1, 'key:1'] },
    before: { manual: {}, agent: {}, confirmed: [] },
  },
};

describe('changeTypes', () => {
  it.each<[string, Partial<StoredContact> | undefined, Partial<StoredContact>, string[]]>([
    ['a new contact', undefined, named('Anna'), ['created']],
    ['a new contact with a link', undefined, linked('1'), ['created', 'resolved']],
    ['a new name', named('Anna'), named('Bea'), ['updated']],
    ['a link', {}, linked('1'), ['updated', 'resolved']],
    ['another link', linked('1'), linked('2'), ['updated', 'resolved']],
    [
      'a link that a person confirms',
      { ...linked('1'), resolutionStatus: 'crm_resolved' },
      linked('1'),
      ['updated', 'resolved'],
    ],
    ['no link any more', linked('1'), {}, ['updated', 'unresolved']],
    ['a merge', {}, { contributions: merged }, ['updated', 'merged']],
    ['a merge that changes no field', company, { ...company, contributions: merged }, ['merged']],
    ['an un-merge', { contributions: merged }, {}, ['updated', 'unmerged']],
    ['what is merged into another contact', {}, { mergedInto: 'a' }, []],
    ['what is a contact again', { mergedInto: 'a', ...named('Anna') }, named('Bea'), ['updated']],
    ['a change that callers do not see', named('Anna'), { ...named('Anna'), changedBy: 'key:2' }, []],
  ])('%s', (_, before, after, types) => {
    expect(changeTypes(before && storedContact(before), storedContact(after))).toEqual(types);
  });
});

describe('changeDetail', () => {
  const before = storedContact(named('Anna'));
  const after = storedContact({ ...named('Bea'), version: 8 });

  it('names the other contact of a merge', () => {
    const whole = storedContact({ contributions: merged });
    const merging = { before: storedContact(), after: whole };
    expect(changeDetail('merged', merging, false)).toMatchObject({ duplicateId: 'b', changed: ['companyName'] });
    expect(changeDetail('unmerged', { before: whole, after: storedContact() }, false)).toMatchObject({
      duplicateId: 'b',
    });
    expect(changeDetail('updated', merging, false)).not.toHaveProperty('duplicateId');
  });

  it('has ids, version, time, actor and the names of the fields', () => {
    expect(changeDetail('updated', { before, after }, false)).toEqual({
      id: '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55:8:updated',
      tenantId: after.tenantId,
      contactId: after.contactId,
      version: 8,
      changedAt: after.updatedAt,
      changed: ['firstName'],
      actor: 'key:1',
    });
  });

  it.each([
    ['of a change', before, [{ field: 'firstName', before: 'Anna', after: 'Bea' }]],
    [
      'of a new contact',
      undefined,
      [
        { field: 'resolutionStatus', before: null, after: 'unresolved' },
        { field: 'firstName', before: null, after: 'Bea' },
      ],
    ],
  ])('has the values %s if the tenant wants them', (_, old, changes) => {
    expect(changeDetail('updated', { before: old, after }, true)).toMatchObject({ changes });
  });
});
