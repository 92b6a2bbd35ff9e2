import { contactOfRow, importRow } from '../../../../lib/contacts/decisions/importRow.ts';
import { fold } from '../../../../lib/contacts/fold.ts';
import { importedRow, type Row } from '../../../../lib/contacts/importedRow.ts';
import { identity, storedContact } from '../storedContact.ts';

const now = Date.UTC(2026, 10, 26);
const started = { id: '0123abcd', startedAt: now - 1000 };
const email = (value: string) => ({ key: `email#${value}`, identity: { kind: 'email', value } });
const row = (more: Partial<Row> = {}, number = 2) =>
  importedRow(started, number, {
    values: { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@b.de' },
    addresses: [email('ada@b.de')],
    ...more,
  });
type Circumstances = Parameters<typeof importRow>[2];
const known: Circumstances = { taken: new Set(), resolution: undefined };
const by = 'import:0123abcd:0000002';

/** The contact after a row. */
function imported(contact: ReturnType<typeof storedContact>, ...parameters: Parameters<typeof decideOn>) {
  const decision = decideOn(...parameters)(contact);
  if (decision === 'unchanged' || !('contact' in decision)) return contact;
  const { sources, identities = {}, link } = decision;
  const kept = { ...contact.identities, ...identities } as typeof contact.identities;
  return storedContact({ ...contact, sources: { ...contact.sources, ...sources } as never, identities: kept, ...link });
}
const decideOn =
  (each = row(), circumstances = known) =>
  (contact: ReturnType<typeof storedContact>) =>
    importRow(contact, each, circumstances, now);

describe('importRow', () => {
  it('asserts what a row states as the source agent, whose author is the row', () => {
    expect(decideOn()(storedContact())).toMatchObject({
      actor: by,
      at: now,
      sources: { agent: { firstName: ['Ada', now - 1000, by], email: ['ada@b.de', now - 1000, by] } },
      identities: { 'email#ada@b.de': { kind: 'email', value: 'ada@b.de', confirmed: [now - 1000, by] } },
    });
  });

  it('undoes neither the values that a person stated, nor that there are none', () => {
    const manual = {
      firstName: ['Augusta', 1, 'key:1'],
      lastName: ['King', 1, 'key:1'],
      email: [null, 1, 'key:1'],
      companyName: [null, 1, 'key:1'],
    } as const;
    const changed = imported(
      storedContact({ sources: { manual } }),
      row({ values: { firstName: 'Ada', lastName: 'L', companyName: 'X' } }),
    );
    expect(fold(changed)).toMatchObject({ firstName: 'Augusta', lastName: 'King', email: null, companyName: null });
    expect(changed.identities).toEqual({});
  });

  it('gives back no address that a person removed, and takes none that another contact has proven', () => {
    const refused = ['email#ada@b.de'];
    expect(imported(storedContact({ refused })).identities).toEqual({});
    expect(imported(storedContact(), row(), { ...known, taken: new Set(refused) }).identities).toEqual({});
  });

  it('takes no address away, and keeps the proof of those that it repeats', () => {
    const before = storedContact({
      identities: {
        ...identity('email', 'ada@b.de', { verified: [1, 'message:1'] }),
        ...identity('email', 'old@b.de'),
      },
    });
    expect(imported(before).identities).toEqual(before.identities);
  });

  it('confirms an address that was only reported', () => {
    const before = storedContact({ identities: identity('email', 'ada@b.de') });
    expect(imported(before).identities['email#ada@b.de']?.confirmed).toEqual([now - 1000, by]);
  });

  it('links to the record that a row names, but moves no link, and makes none that a person undid', () => {
    const linking = row({ externalRef: 'R-1' });
    expect(imported(storedContact(), linking)).toMatchObject({ externalRef: 'R-1', resolutionStatus: 'crm_resolved' });
    const linked = storedContact({ externalRef: 'R-2', resolutionStatus: 'manually_resolved' });
    expect(imported(linked, linking)).toMatchObject({ externalRef: 'R-2', resolutionStatus: 'manually_resolved' });
    const unlinked = { ...known, resolution: { refused: ['R-1'] } };
    expect(imported(storedContact(), linking, unlinked).externalRef).toBeUndefined();
  });

  it('has the same result in whatever order rows are imported, and however often', () => {
    const rows = [
      row(),
      row({ values: { firstName: 'Augusta', lastName: 'King' } }, 3),
      row({ values: { firstName: 'A' } }, 11),
    ];
    const results = [
      [0, 1, 2],
      [2, 1, 0, 2],
      [1, 0, 2, 1],
    ].map((order) => order.reduce((contact, i) => imported(contact, rows[i]), storedContact()).sources);
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
    expect(decideOn()(imported(storedContact()))).toBe('unchanged');
  });

  it('gives a contact no more than 50 addresses', () => {
    const addresses = Array.from({ length: 51 }, (_, i) => email(`${i}@b.de`));
    expect(() => decideOn(row({ addresses }))(storedContact())).toThrow('at most 50');
    expect(() => contactOfRow(row({ addresses }), new Set(), now)).toThrow('at most 50');
  });
});

describe('importedRow', () => {
  it('gives the contacts of rows ids in the order of the rows, the same each time', () => {
    const numbers = [1, 2, 63, 64, 16_383, 16_384, 1_048_575, 1_048_576, 4_000_000];
    const ids = numbers.map((number) => row({}, number).contactId);
    expect(ids).toEqual(ids.toSorted());
    expect(ids).toEqual(numbers.map((number) => row({}, number).contactId));
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
