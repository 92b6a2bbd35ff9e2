import { applyChange } from '../../../lib/contacts/applyChanges.ts';
import type { ContactChange } from '../../../lib/contacts/change.ts';
import { changedAt, identity, storedContact } from './storedContact.ts';

const at = changedAt + 1000;
const change = (parts: Partial<ContactChange>): ContactChange => ({
  actor: 'key:2',
  at,
  contact: storedContact(),
  ...parts,
});

describe('applyChange', () => {
  const linked = storedContact({
    sources: { manual: { companyName: ['Acme', 1, 'x'] }, crm: { companyName: ['Other', 1, 'crm:x'] } },
    identities: identity('email', 'a@one.example'),
    resolutionStatus: 'crm_resolved',
    externalRef: 'record-1',
    resolvedAt: '2026-11-01T00:00:00.000Z',
  });

  it('counts a version, and names the author and the time, where callers see a difference', () => {
    const before = storedContact();
    const after = applyChange(
      change({ contact: before, sources: { crm: { companyName: ['Acme', 1, 'x'] } } }),
      'write',
    );
    expect(after).toEqual({
      ...before,
      sources: { manual: {}, crm: { companyName: ['Acme', 1, 'x'] } },
      writeIds: ['write', 'earlier', '', ''],
      version: before.version + 1,
      updatedAt: new Date(at).toISOString(),
      changedBy: 'key:2',
    });
  });

  it('never moves the time of the last change back', () => {
    const before = storedContact({ updatedAt: new Date(at + 5).toISOString() });
    const acme = change({ contact: before, sources: { crm: { companyName: ['Acme', 1, 'x'] } } });
    const { version, updatedAt } = applyChange(acme, 'write');
    expect([version, updatedAt]).toEqual([before.version + 1, before.updatedAt]);
  });

  it.each<[string, Partial<ContactChange>]>([
    ['a source that is hidden by another', { contact: linked, sources: { crm: { companyName: ['New', 2, 'crm:x'] } } }],
    [
      'a source that asserts what callers see',
      { contact: linked, sources: { conversation: { companyName: ['Acme', 2, 'e'] } } },
    ],
    ['a source that is removed and was hidden', { contact: linked, sources: { crm: null } }],
    ['an identity', { contact: linked, identities: identity('phone', '+15550100') }],
    [
      'the time of a link',
      { contact: linked, link: { resolutionStatus: 'crm_resolved', externalRef: 'record-1', resolvedAt: 'later' } },
    ],
    ['nothing', { contact: linked }],
  ])('writes %s without a new version', (_, parts) => {
    const { version, updatedAt, changedBy } = linked;
    expect(applyChange(change(parts), 'write')).toMatchObject({
      writeIds: ['write', 'earlier', '', ''],
      version,
      updatedAt,
      changedBy,
    });
  });

  it('replaces the link as a whole', () => {
    const {
      externalRef: _,
      resolvedAt: __,
      ...unlinked
    } = applyChange(change({ contact: linked, link: { resolutionStatus: 'unresolved' } }), 'write');
    expect(applyChange(change({ contact: linked, link: { resolutionStatus: 'unresolved' } }), 'write')).toEqual(
      unlinked,
    );
    expect(unlinked.resolutionStatus).toBe('unresolved');
    const link = { resolutionStatus: 'manually_resolved', externalRef: 'record-2', resolvedAt: 'now' } as const;
    expect(applyChange(change({ contact: linked, link }), 'write')).toMatchObject(link);
  });

  it('keeps the link where the change has none', () => {
    const { externalRef, resolvedAt, resolutionStatus } = linked;
    const after = applyChange(change({ contact: linked, sources: { crm: null } }), 'write');
    expect(after).toMatchObject({ externalRef, resolvedAt, resolutionStatus });
  });

  it('replaces or removes the sources and identities that the change names, and keeps the others', () => {
    const after = applyChange(
      change({
        contact: linked,
        sources: { crm: null, sender: { email: ['a@one.example', 1, 'x'] } },
        identities: { 'email#a@one.example': null, ...identity('phone', '+15550100') },
      }),
      'write',
    );
    expect(after.sources).toEqual({ manual: linked.sources.manual, sender: { email: ['a@one.example', 1, 'x'] } });
    expect(after.identities).toEqual(identity('phone', '+15550100'));
  });

  it('forgets what a person removed where nothing is left of it', () => {
    const contact = storedContact({ refused: ['email#a@one.example'] });
    expect(applyChange(change({ contact }), 'write')).toMatchObject({ refused: contact.refused });
    expect(applyChange(change({ contact, refused: [] }), 'write')).not.toHaveProperty('refused');
  });

  it('does not change the contact that it is given', () => {
    const before = structuredClone(linked);
    applyChange(change({ contact: linked, sources: { crm: null }, link: { resolutionStatus: 'unresolved' } }), 'write');
    expect(linked).toEqual(before);
  });
});
