import type { ContactChange } from '../../../../lib/contacts/change.ts';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { linkContact, unlinkContact } from '../../../../lib/contacts/decisions/linkContact.ts';
import { fingerprintOf } from '../../../../lib/contacts/lookupAddresses.ts';
import type { Resolution } from '../../../../lib/contacts/resolution.ts';
import { unspecified } from '../../../../lib/contacts/sources.ts';
import fc, { runOptions } from '../../../support/properties.ts';
import { identity, storedContact, verifiedAt } from '../storedContact.ts';
import { anyState, commit } from './simulation.ts';

const hour = 3_600_000;
const author = { actor: 'key:2', at: Date.UTC(2026, 10, 24) };
const resolvedAt = '2026-11-24T00:00:00.000Z';
const a = 'a@one.example';

const seen = identity('email', a, verifiedAt(1));
const unlinked = storedContact({ identities: seen });

const linkedTo = (externalRef: string, attributes: Partial<StoredContact> = {}): StoredContact => ({
  ...unlinked,
  resolutionStatus: 'manually_resolved',
  externalRef,
  resolvedAt: '2026-11-01T00:00:00.000Z',
  ...attributes,
});

const record = (externalRef: string, values: object = {}) => ({
  externalRef,
  firstName: null,
  lastName: null,
  companyName: null,
  emails: ['other@one.example'],
  phones: ['+15550100'],
  ...values,
});

/** Nothing is stored about lookups. */
const none = new Map<string, Resolution>();

const candidates = (...records: ReturnType<typeof record>[]): Resolution => ({
  fingerprint: fingerprintOf({ email: a, phone: null }),
  candidates: { records, by: 'crm:x', at: 5 },
});

describe('linkContact', () => {
  it('links a contact to a record', () => {
    expect(linkContact(unlinked, { externalRef: 'record-1' }, undefined, author)).toEqual({
      ...author,
      contact: unlinked,
      link: { resolutionStatus: 'manually_resolved', externalRef: 'record-1', resolvedAt },
      identities: {},
    });
  });

  it('moves the link: the former record is refused', () => {
    const contact = linkedTo('record-1');
    expect(linkContact(contact, { externalRef: 'record-2' }, undefined, author)).toEqual({
      ...author,
      contact,
      link: { resolutionStatus: 'manually_resolved', externalRef: 'record-2', resolvedAt },
      identities: {},
      resolution: { set: { refused: ['record-1'] } },
    });
  });

  it('makes a link of a machine the link of a person, and keeps what the CRM states about the record', () => {
    const contact = linkedTo('record-1', {
      resolutionStatus: 'crm_resolved',
      sources: { manual: {}, crm: { companyName: ['Acme', 1, 'crm:x'] } },
    });
    expect(linkContact(contact, { externalRef: 'record-1' }, undefined, author)).toEqual({
      ...author,
      contact,
      link: { resolutionStatus: 'manually_resolved', externalRef: 'record-1', resolvedAt },
    });
  });

  it('leaves the contact unchanged where a person has made the same link', () => {
    expect(linkContact(linkedTo('record-1'), { externalRef: 'record-1' }, undefined, author)).toBe('unchanged');
    const known = linkedTo('record-1', { sources: { manual: { companyName: ['Acme', 1, 'x'] } } });
    expect(linkContact(known, { externalRef: 'record-1', companyName: 'Acme' }, undefined, author)).toBe('unchanged');
  });

  it('asserts the company that the person states, also with the same link', () => {
    const contact = linkedTo('record-1', {
      sources: { manual: { firstName: ['Anna', 1, 'x'] }, crm: { companyName: ['Old', 1, 'crm:x'] } },
    });
    const request = { externalRef: 'record-1', companyName: 'Acme' };
    expect(linkContact(contact, request, candidates(record('record-1', { companyName: 'Other' })), author)).toEqual({
      ...author,
      contact,
      link: { resolutionStatus: 'manually_resolved', externalRef: 'record-1', resolvedAt },
      sources: { manual: { firstName: ['Anna', 1, 'x'], companyName: ['Acme', author.at, 'key:2'] } },
    });
  });

  it('removes what the CRM states about another record, and releases an address that only the CRM stated', () => {
    const b = 'b@one.example';
    const contact = linkedTo('record-1', {
      sources: { manual: {}, crm: { email: [b, 1, 'crm:x'], phone: ['+15550100', 1, 'crm:x'] } },
      identities: { ...seen, ...identity('email', b), ...identity('phone', '+15550100', verifiedAt(2)) },
    });
    const request = { externalRef: 'record-2', companyName: 'Acme' };
    expect(linkContact(contact, request, undefined, author)).toMatchObject({
      sources: { crm: null, manual: { companyName: ['Acme', author.at, 'key:2'] } },
      identities: { [`email#${b}`]: null },
    });
  });

  describe('to a candidate', () => {
    const link = (resolution: Resolution | undefined, contact = unlinked) =>
      linkContact(contact, { externalRef: 'record-1' }, resolution, author) as ContactChange;

    it.each<[string, object, object | undefined]>([
      [
        'names and the company',
        { firstName: 'Anna', lastName: 'Smith', companyName: 'Acme' },
        { firstName: ['Anna', 5, 'crm:x'], lastName: ['Smith', 5, 'crm:x'], companyName: ['Acme', 5, 'crm:x'] },
      ],
      ['a first name alone', { firstName: 'Anna' }, { firstName: ['Anna', 5, 'crm:x'], lastName: unspecified }],
      ['a surname alone', { lastName: 'Smith' }, { firstName: unspecified, lastName: ['Smith', 5, 'crm:x'] }],
      ['a company alone', { companyName: 'Acme' }, { companyName: ['Acme', 5, 'crm:x'] }],
      ['nothing, as there is only an address', {}, undefined],
    ])('asserts what the CRM stated about it: %s', (_, values, crm) => {
      const change = link(candidates(record('record-2', { companyName: 'Other' }), record('record-1', values)));
      expect(change.sources).toEqual(crm && { crm });
      expect(change.identities).toEqual({});
    });

    it.each<[string, Resolution | undefined]>([
      ['nothing is stored about lookups', undefined],
      ['no candidates are stored', { fingerprint: fingerprintOf({ email: a, phone: null }) }],
      ['the record is not among the candidates', candidates(record('record-2', { companyName: 'Acme' }))],
      [
        'the candidates are those of other addresses',
        {
          ...candidates(record('record-1', { companyName: 'Acme' })),
          fingerprint: fingerprintOf({ email: 'x@one.example', phone: null }),
        },
      ],
    ])('asserts nothing of it where %s', (_, resolution) => {
      expect(link(resolution).sources).toBeUndefined();
    });

    it('replaces what the CRM stated about the former record', () => {
      const contact = linkedTo('record-2', {
        sources: { manual: {}, crm: { companyName: ['Old', 1, 'crm:x'], phone: ['+15550100', 1, 'crm:x'] } },
        identities: { ...seen, ...identity('phone', '+15550100') },
      });
      const fingerprint = fingerprintOf({ email: a, phone: '+15550100' });
      expect(link({ ...candidates(record('record-1', { companyName: 'Acme' })), fingerprint }, contact)).toMatchObject({
        sources: { crm: { companyName: ['Acme', 5, 'crm:x'] } },
        identities: { 'phone#+15550100': null },
      });
    });
  });
});

describe('unlinkContact', () => {
  it('leaves a contact unchanged that is not linked', () => {
    expect(unlinkContact(unlinked, none, author)).toBe('unchanged');
  });

  it.each([
    'manually_resolved',
    'crm_resolved',
  ] as const)('removes the link of a %s contact, for good', (resolutionStatus) => {
    const contact = linkedTo('record-1', {
      resolutionStatus,
      sources: { manual: {}, crm: { email: ['b@one.example', 1, 'crm:x'] } },
      identities: { ...seen, ...identity('email', 'b@one.example') },
    });
    expect(unlinkContact(contact, none, author)).toEqual({
      ...author,
      contact,
      link: { resolutionStatus: 'unresolved' },
      sources: { crm: null },
      identities: { 'email#b@one.example': null },
      resolution: { set: { refused: ['record-1'], dueAt: author.at + hour } },
    });
  });

  it('gives up no address that another source asserts, and none that the CRM has not stated', () => {
    const contact = linkedTo('record-1', {
      sources: {
        manual: { email: ['m@one.example', 1, 'x'] },
        crm: { email: ['b@one.example', 1, 'crm:x'] },
        conversation: { email: ['b@one.example', 1, 'x'], phone: ['+15550100', 1, 'x'] },
      },
      identities: {
        ...identity('email', 'm@one.example'),
        ...identity('email', 'b@one.example'),
        ...identity('phone', '+15550100'),
      },
    });
    expect((unlinkContact(contact, none, author) as ContactChange).identities).toEqual({});
  });

  it('writes no source where the CRM has stated nothing', () => {
    expect(unlinkContact(linkedTo('record-1'), none, author)).not.toHaveProperty('sources');
  });
});

describe('the records that a contact was linked to', () => {
  const refused = Array.from({ length: 50 }, (_, i) => `old-${i}`);
  const resolutions = new Map([[unlinked.contactId, { refused }]]);
  const refusedBy = (decision: unknown) => (decision as ContactChange).resolution?.set.refused;

  it('are refused by each part of a contact, the last 50 of them', () => {
    const contact = linkedTo('record-1');
    const expected = [...refused.slice(1), 'record-1'];
    expect(refusedBy(unlinkContact(contact, resolutions, author))).toEqual(expected);
    expect(refusedBy(linkContact(contact, { externalRef: 'record-2' }, { refused }, author))).toEqual(expected);
  });

  it('are the newest again when they are unlinked again', () => {
    const again = unlinkContact(linkedTo('old-7'), resolutions, author);
    expect(refusedBy(again)).toEqual([...refused.filter((ref) => ref !== 'old-7'), 'old-7']);
  });
});

describe('the company that a person states with a link', () => {
  const email = { email: [a, 1, 'key:1'] } as const;
  const request = { externalRef: 'record-1', companyName: 'Acme' };
  const linked = commit(
    { contact: { ...unlinked, sources: { manual: email } }, claims: new Map() },
    linkContact(unlinked, request, undefined, author),
  ).contact;
  const contact = { ...linked, sources: { ...linked.sources, manual: { ...linked.sources.manual, ...email } } };
  const later = { ...author, at: author.at + 1 };

  it('goes with the link, and everything else that people stated stays', () => {
    expect(contact.sources.manual).toHaveProperty('companyName');
    expect(unlinkContact(contact, none, later)).toMatchObject({ sources: { manual: email } });
    expect((unlinkContact(contact, none, later) as ContactChange).sources?.manual).toStrictEqual(email);
  });

  it('goes with the link when that moves to another record, and makes room for the company of the new one', () => {
    const moved = (more: object) =>
      (linkContact(contact, { externalRef: 'record-2', ...more }, undefined, later) as ContactChange).sources?.manual;
    expect(moved({})).toStrictEqual(email);
    expect(moved({ companyName: 'New' })).toStrictEqual({ ...email, companyName: ['New', later.at, 'key:2'] });
  });

  it('stays where a person has stated another one since', () => {
    const manual = { ...email, companyName: ['Corrected', later.at, 'key:3'] } as const;
    const corrected = { ...contact, sources: { ...contact.sources, manual } };
    expect(unlinkContact(corrected, none, { ...author, at: author.at + 2 })).not.toHaveProperty('sources');
  });
});

describe('linking and unlinking', () => {
  it('leave a link with a claim of the same record, or neither', () => {
    const request = fc.option(fc.constantFrom('record-1', 'record-2', 'record-3'));
    fc.assert(
      fc.property(anyState, fc.array(request, { minLength: 1, maxLength: 5 }), (first, refs) => {
        const last = refs.reduce(
          (state, ref) =>
            commit(
              state,
              ref === null
                ? unlinkContact(state.contact, none, author)
                : linkContact(state.contact, { externalRef: ref }, undefined, author),
            ),
          first,
        );
        const ref = refs.at(-1) ?? undefined;
        expect(last.contact.externalRef).toBe(ref);
        expect(last.contact.resolutionStatus).toBe(ref === undefined ? 'unresolved' : 'manually_resolved');
        expect([...last.claims.keys()].filter((name) => name.startsWith('externalRef#'))).toEqual(
          ref === undefined ? [] : [`externalRef#${ref}`],
        );
      }),
      runOptions(300),
    );
  });
});

it('an agent can neither link nor unlink a contact', () => {
  const agent = { actor: 'agent:3', at: 1 };
  const refusal = (what: string) => `An API key of kind agent cannot ${what} a contact; only a person can`;
  expect(() => linkContact(unlinked, { externalRef: 'r' }, undefined, agent)).toThrow(refusal('link'));
  expect(() => unlinkContact(linkedTo('r'), none, agent)).toThrow(refusal('unlink'));
});
