import { historyEntry, withoutMerged } from '../../../lib/contacts/history.ts';
import { identity, storedContact } from './storedContact.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 24, 9, 0, second)).toISOString();
const said = (value: string | null, by = 'key:2') => [value, 1, by] as const;

const created = storedContact({
  sources: { manual: {}, sender: { firstName: said('Anna', 'message:m'), lastName: said(null, 'message:m') } },
  version: 1,
  changedBy: 'message:m',
  updatedAt: at(0),
});

describe('the entry of a change', () => {
  it('has each field that a new contact has a value for', () => {
    expect(historyEntry(undefined, created)).toEqual({
      version: 1,
      at: at(0),
      after: {
        externalRef: null,
        resolutionStatus: 'unresolved',
        firstName: 'Anna',
        lastName: null,
        email: null,
        phone: null,
        companyName: null,
      },
      changed: { resolutionStatus: [null, 'sender'], firstName: [null, 'sender'] },
      actor: 'message:m',
      writeId: 'earlier',
    });
  });

  it('has what callers saw before and after, since when, and the source of each new value', () => {
    const changed = {
      ...created,
      sources: { ...created.sources, manual: { firstName: said('Bea'), lastName: said('Smith') } },
      resolutionStatus: 'manually_resolved' as const,
      externalRef: 'crm-1',
      version: 2,
      changedBy: 'key:2',
      updatedAt: at(1),
    };
    expect(historyEntry(created, changed)).toMatchObject({
      version: 2,
      at: at(1),
      since: at(0),
      after: { firstName: 'Bea', lastName: 'Smith', externalRef: 'crm-1', email: null },
      changed: {
        externalRef: [null, 'manual'],
        resolutionStatus: ['unresolved', 'manual'],
        firstName: ['Anna', 'manual'],
        lastName: [null, 'manual'],
      },
      actor: 'key:2',
    });
  });

  it('has the source that supplies a value after a person withdrew another one, and none where nobody states one', () => {
    const stated = {
      ...created,
      sources: { ...created.sources, manual: { firstName: said('Bea'), lastName: said('S') } },
    };
    const withdrawn = { ...created, version: 2, changedBy: 'key:2' };
    expect(historyEntry(stated, withdrawn)?.changed).toEqual({
      firstName: ['Bea', 'sender'],
      lastName: ['S', 'sender'],
    });
    const company = { ...created, sources: { ...created.sources, manual: { companyName: said('Acme') } } };
    expect(historyEntry(company, withdrawn)?.changed).toEqual({ companyName: ['Acme', null] });
  });

  it.each([
    ['key:2', 'key:2'],
    ['agent:3', 'agent:3'],
    ['domain:one.example', 'domain:erased'],
    ['message:m:1', 'message:erased'],
  ])('by %s has, without what was merged into the contact, its own values and the author %s', (changedBy, actor) => {
    const other = '01939b8e-6d20-7e4b-8c71-3f808a7f2d66';
    const identities = identity('email', 'a@one.example', { confirmed: [1, 'key:1'] });
    const { sources, resolutionStatus } = created;
    const contribution = {
      ...{ sources: { manual: { companyName: said('Acme') } }, identities, resolutionStatus, place: 0 },
      ...{ into: created.contactId, merged: [1, 'key:1'] as const, before: { manual: {}, agent: {}, confirmed: [] } },
    };
    const merged = { ...created, sources, version: 2, changedBy, contributions: { [other]: contribution } };
    const entry = historyEntry(created, merged);
    expect(entry).toMatchObject({ after: { companyName: 'Acme' }, parts: { merged: [other] } });
    expect(entry && withoutMerged(entry)).toMatchObject({
      ...{ version: 2, actor, changed: {} },
      after: { firstName: 'Anna', companyName: null, email: null },
    });
  });

  it('does not exist for a change that callers do not see', () => {
    const confirmed = {
      ...created,
      sources: { ...created.sources, manual: { firstName: said('Anna'), lastName: said(null) } },
    };
    expect(historyEntry(created, confirmed)).toBeUndefined();
  });
});
