import type { Claim } from '../../../../lib/contacts/claims.ts';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { changedSender, changeIdentity } from '../../../../lib/contacts/decisions/changeIdentity.ts';
import { identity, storedContact, verifiedAt } from '../storedContact.ts';

const now = 9000;
const from = { key: 'phone#+15550100', identity: { kind: 'phone', value: '+15550100' } };
const to = { key: 'phone#+15550199', identity: { kind: 'phone', value: '+15550199' } };
const replacement = { from, to, at: 5, by: 'event:1' };
const ownerId = storedContact().contactId;
const author = { actor: 'event:1', at: now };

const claimsOf = (former?: Partial<Claim>, next?: Partial<Claim>): ReadonlyMap<string, Claim> =>
  new Map([
    ...(former ? [[from.key, { ownerId, ...former }] as const] : []),
    ...(next ? [[to.key, { ownerId, ...next }] as const] : []),
  ]);

const contactWith = (identities: StoredContact['identities'], attributes: Partial<StoredContact> = {}) =>
  storedContact({ identities, ...attributes });
const sender = contactWith(identity('phone', '+15550100', verifiedAt(1)));

describe('changedSender', () => {
  it.each<[string, ReadonlyMap<string, Claim>, string | undefined]>([
    ['the owner of the former address', claimsOf(verifiedAt(1)), ownerId],
    ['an owner by the word of a person', claimsOf({ confirmed: [5, 'key:1'] }), ownerId],
    ['nobody where the former address is free', claimsOf(), undefined],
    ['nobody where it is only reported', claimsOf({}), undefined],
    ['nobody where its owner wrote from it only after the change', claimsOf(verifiedAt(6)), undefined],
    ['nobody where the change was made already', claimsOf(verifiedAt(1), verifiedAt(5, 'event:1')), undefined],
  ])('is %s', (_, claims, expected) => {
    expect(changedSender(replacement, claims)).toBe(expected);
  });

  it('is nobody where the address stays the same', () => {
    expect(changedSender({ ...replacement, to: from }, claimsOf(verifiedAt(1)))).toBeUndefined();
  });
});

describe('changeIdentity', () => {
  it('gives the contact the new address, verified since the change, instead of the former one', () => {
    expect(changeIdentity(sender, replacement, claimsOf(verifiedAt(1)), now)).toEqual({
      ...author,
      contact: sender,
      observedAt: replacement.at,
      identities: { [from.key]: null, ...identity('phone', '+15550199', verifiedAt(5, 'event:1')) },
    });
  });

  it('takes the new address where it is only reported for another contact, or for this one', () => {
    for (const claims of [claimsOf(verifiedAt(1), { ownerId: 'other' }), claimsOf(verifiedAt(1))])
      expect(changeIdentity(sender, replacement, claims, now)).toMatchObject({ identities: { [from.key]: null } });
    const own = contactWith({ ...sender.identities, ...identity('phone', '+15550199') });
    expect(changeIdentity(own, replacement, claimsOf(verifiedAt(1), {}), now)).toMatchObject({
      identities: identity('phone', '+15550199', verifiedAt(5, 'event:1')),
    });
  });

  it('keeps an earlier first message from the new address, and what a person stated about it', () => {
    const proof = { ...verifiedAt(2), confirmed: [3, 'key:1'] } as const;
    const own = contactWith({ ...sender.identities, ...identity('phone', '+15550199', proof) });
    expect(changeIdentity(own, replacement, claimsOf(verifiedAt(1), proof), now)).toMatchObject({
      identities: { [from.key]: null, [to.key]: proof },
    });
  });

  it('moves nothing where the new address is that of another contact, and suggests that the two are one person', () => {
    const claims = claimsOf(verifiedAt(1), { ownerId: 'other', ...verifiedAt(1) });
    expect(changeIdentity(sender, replacement, claims, now)).toEqual({
      ...author,
      contact: sender,
      suggestions: [
        { otherId: 'other', reason: { field: 'phone', key: to.key, at: 5, by: 'event:1' }, weight: 'strong' },
      ],
    });
  });

  it('keeps the former address where a person stated it after the change', () => {
    const stated = contactWith(identity('phone', '+15550100', { ...verifiedAt(1), confirmed: [6, 'key:1'] }));
    expect(changeIdentity(stated, replacement, claimsOf(verifiedAt(1)), now)).not.toHaveProperty([
      'identities',
      from.key,
    ]);
  });

  it('has no room in a full contact beside the former address that a person stated after the change', () => {
    const others = Array.from({ length: 49 }, (_, i) => [`chat#${i}`, { kind: 'chat', value: `${i}` }] as const);
    const full = (stated: object) =>
      contactWith({
        ...Object.fromEntries(others),
        ...identity('phone', '+15550100', { ...verifiedAt(1), ...stated }),
      });
    const decide = (contact: StoredContact) => changeIdentity(contact, replacement, claimsOf(verifiedAt(1)), now);
    const stated = full({ confirmed: [6, 'key:1'] });
    expect(decide(stated)).toEqual({ actor: 'event:1', at: now, contact: stated, ignored: 1 });
    expect(decide(full({}))).toHaveProperty(['identities', to.key]);
  });

  it('does not give back what a person removed', () => {
    const contact = { ...sender, refused: [to.key] };
    expect(changeIdentity(contact, replacement, claimsOf(verifiedAt(1)), now)).toBe('unchanged');
  });

  it('is stale where the contact has lost an address meanwhile, or got that of another one', () => {
    expect(changeIdentity(contactWith({}), replacement, claimsOf(verifiedAt(1)), now)).toEqual({ stale: 'claim' });
    const claims = claimsOf(verifiedAt(1), verifiedAt(1));
    expect(changeIdentity(sender, replacement, claims, now)).toEqual({ stale: 'claim' });
    const both = contactWith({ ...sender.identities, ...identity('phone', '+15550199', verifiedAt(1)) });
    const former = claimsOf(verifiedAt(1), { ownerId: 'other', ...verifiedAt(1) });
    expect(changeIdentity(both, replacement, former, now)).toEqual({ stale: 'claim' });
  });
});
