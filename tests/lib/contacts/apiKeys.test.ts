import {
  type ApiKey,
  deleteAtOf,
  isActive,
  keyIdOf,
  newKey,
  readExpiry,
  requireGrantable,
  requireRoom,
  rollKey,
} from '../../../lib/contacts/apiKeys.ts';

const now = Date.UTC(2026, 10, 23);
const iso = (time: number) => new Date(time).toISOString();
const key: ApiKey = newKey(
  { tenantId: 't', keyHash: 'a'.repeat(64), name: 'n', kind: 'agent', scopes: ['contacts:read'], createdBy: 'user:1' },
  now,
);

describe('a key', () => {
  it('is active until it is revoked or expires', () => {
    expect(isActive(key, now)).toBe(true);
    expect(isActive({ ...key, revokedAt: iso(now) }, now)).toBe(false);
    expect(isActive({ ...key, expiresAt: iso(now + 1) }, now)).toBe(true);
    expect(isActive({ ...key, expiresAt: iso(now) }, now)).toBe(false);
  });

  it('is to be deleted 30 days after its end, and not at all without one', () => {
    expect(key).not.toHaveProperty('deleteAt');
    const expiring = newKey({ ...key, expiresAt: iso(now + 500) }, now);
    expect(expiring.deleteAt).toBe(now / 1000 + 1 + 30 * 86_400);
    expect(expiring.deleteAt).toBe(deleteAtOf(iso(now + 500)));
  });

  it('expires in the future, at a time in UTC', () => {
    expect(readExpiry('2026-11-23T02:00:00.001+02:00', now)).toBe('2026-11-23T00:00:00.001Z');
    for (const past of [iso(now), '2020-01-01T00:00:00Z', '2026-99-01T00:00:00Z'])
      expect(() => readExpiry(past, now)).toThrow('expiresAt must be in the future');
  });
});

describe('requireGrantable', () => {
  const scopes = ['contacts:read', 'keys:manage'];
  const grantedBy = (actor: string, granted: Partial<ApiKey>) => () =>
    requireGrantable({ actor, scopes }, { ...key, ...granted });

  it('allows what the caller may do', () => {
    expect(grantedBy('key:1', { kind: 'person', scopes: ['contacts:read', 'keys:manage'] })).not.toThrow();
    expect(grantedBy('agent:1', { kind: 'agent' })).not.toThrow();
  });

  it('refuses scopes that the caller lacks', () => {
    expect(grantedBy('user:1', { scopes: ['contacts:read', 'contacts:write'] })).toThrow('lacks contacts:write,');
  });

  it('refuses an agent the key of a person', () => {
    expect(grantedBy('agent:1', { kind: 'person' })).toThrow(
      'An API key of kind agent can only make keys of kind agent',
    );
  });
});

describe('requireRoom', () => {
  const keys = (count: number, more: Partial<ApiKey> = {}) => Array<ApiKey>(count).fill({ ...key, ...more });
  const ended = { revokedAt: iso(now) };

  it('counts the keys that work', () => {
    expect(() => requireRoom([...keys(99), ...keys(200, ended)], now)).not.toThrow();
    expect(() => requireRoom(keys(100), now)).toThrow('The tenant has 100 API keys; revoke one that is no longer used');
    expect(() => requireRoom(keys(100, { expiresAt: iso(now) }), now)).not.toThrow();
  });

  it('counts all that are stored, too', () => {
    expect(() => requireRoom(keys(499, ended), now)).not.toThrow();
    expect(() => requireRoom(keys(500, ended), now)).toThrow('The tenant has made 500 API keys within 30 days');
  });
});

describe('rollKey', () => {
  const roll = { keyHash: 'b'.repeat(64), actor: 'user:2', overlapSeconds: 60, expiresAt: undefined };

  it('makes a successor, and ends the key after the overlap', () => {
    const end = iso(now + 60_000);
    expect(rollKey(key, roll, now)).toEqual({
      successor: { ...key, keyHash: roll.keyHash, createdAt: iso(now), createdBy: 'user:2' },
      ending: { expiresAt: end, replacedBy: keyIdOf(roll.keyHash), deleteAt: deleteAtOf(end) },
    });
  });

  it('keeps an earlier end of the key, and gives it to the successor unless there is another', () => {
    const expiring = newKey({ ...key, expiresAt: iso(now + 1000) }, now);
    const { successor, ending } = rollKey(expiring, roll, now);
    expect([successor.expiresAt, ending.expiresAt]).toEqual([iso(now + 1000), iso(now + 1000)]);
    const other = rollKey(expiring, { ...roll, expiresAt: iso(now + 5000) }, now);
    expect([other.successor.expiresAt, other.ending.expiresAt]).toEqual([iso(now + 5000), iso(now + 1000)]);
  });

  it('refuses a key that was rolled, was revoked or has expired', () => {
    const refused = (more: Partial<ApiKey>) => () => rollKey({ ...key, ...more }, roll, now);
    expect(refused({ replacedBy: 'c' })).toThrow('The API key was rolled already, to c');
    for (const more of [{ revokedAt: iso(now) }, { expiresAt: iso(now) }])
      expect(refused(more)).toThrow('The API key has expired or was revoked; create another');
  });
});
