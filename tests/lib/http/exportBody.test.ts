import type { StoredContact } from '../../../lib/contacts/contact.ts';
import type { Holdings } from '../../../lib/dynamo/contacts/findHoldings.ts';
import { dataOf } from '../../../lib/dynamo/table/keys.ts';
import { toExportBody } from '../../../lib/http/exportBody.ts';
import { storedContact } from '../contacts/storedContact.ts';

const contact = storedContact({});
const [id, other] = [contact.contactId, '01939b8e-6d20-7e4b-8c71-3f808a7f2d66'];
const at = '2026-11-24T00:00:00.000Z';

const holdings: Holdings = {
  parts: [contact],
  identity: [{ ownerId: id, with: new Set(['chat#1']) }],
  externalRef: [{ ownerId: id }],
  resolution: [{ lastAttempt: { at: 1, outcome: 'nobody' }, refused: ['crm-1'] }],
  duplicate: [
    {
      ids: [id, other],
      weight: 'strong',
      reasons: [
        { field: 'email', key: 'email#a@one.example', at: 1, by: 'event:1', weight: 'strong' },
        { field: 'phone', key: 'phone#+15550100', at: 1, by: 'crm:x', weight: 'weak' },
      ],
      similarity: { firstName: 7 },
    },
  ],
  answer: [{ body: '{"firstName":"Anna"}', expiresAt: 1_800_000_000 }],
  history: {
    entries: [
      {
        ...{ version: 1, at, actor: 'key:1', writeId: '0123456789ab', changed: {} },
        after: {
          ...{ externalRef: null, resolutionStatus: 'unresolved', firstName: 'Anna', lastName: null },
          ...{ email: null, phone: null, companyName: null },
        },
      },
    ],
  },
  search: ['anna'],
};

describe('toExportBody', () => {
  // The contact itself names its record.
  it.each(
    Object.entries(dataOf).flatMap(([kind, whose]) =>
      whose === 'person' && kind !== 'contact' && kind !== 'externalRef' ? [kind] : [],
    ),
  )('shows items of the kind %s', (kind) => {
    const without = { ...holdings, [kind]: kind === 'history' ? { entries: [] } : [] };
    expect(toExportBody(contact, without)).not.toEqual(toExportBody(contact, holdings));
  });

  it('shows all reasons of a suggestion, and what similar values say', () => {
    expect(toExportBody(contact, holdings).suggestions[0]?.reasons).toMatchObject([
      { field: 'email', weight: 'strong', value: 'a@one.example', score: null },
      { field: 'phone', weight: 'weak', value: '+15550100', score: null },
      { field: 'firstName', weight: 'weak', value: null, score: 7 },
    ]);
  });

  it('has the last 100 responses as callers got them', () => {
    const answer = Array.from({ length: 101 }, (_, i) => ({ body: `${i}`, expiresAt: 1_800_000_000 - i }));
    const { responses } = toExportBody(contact, { ...holdings, answer });
    expect([responses.length, responses[0]]).toEqual([100, { body: '0', expiresAt: '2027-01-15T08:00:00.000Z' }]);
  });

  it('shows what people had stated before a merge and have changed since, and what was merged, with its suggestions', () => {
    const contribution = {
      ...{ sources: { manual: {} }, identities: {}, resolutionStatus: 'unresolved', place: 0, into: id },
      merged: [1, 'key:1'],
      withdrawn: { companyName: ['Acme', 1, 'key:1'] },
      before: { manual: { firstName: ['Anne', 1, 'key:1'] }, agent: {}, confirmed: [] },
    } as const satisfies NonNullable<StoredContact['contributions']>[string];
    const merged = storedContact({ contributions: { [other]: contribution } });
    const foreign = '01939b8e-7e4b-7d20-8c71-3f808a7f2d66';
    const pairs = [[id, other] as const, [other, foreign] as const];
    const duplicate = pairs.map((ids) => ({ ids, weight: 'weak' as const, reasons: [] }));
    const { statements, merges, suggestions } = toExportBody(merged, { ...holdings, duplicate });
    expect(suggestions.map((each) => each.id)).toEqual([other, foreign]);
    expect(statements).toEqual([
      { contactId: id, source: 'manual', field: 'firstName', value: 'Anne', since: expect.any(String), by: 'key:1' },
      {
        contactId: other,
        source: 'manual',
        field: 'companyName',
        value: 'Acme',
        since: expect.any(String),
        by: 'key:1',
      },
    ]);
    expect(merges).toMatchObject([{ contact: { id: other, companyName: 'Acme' }, mergedInto: id, by: 'key:1' }]);
  });
});
