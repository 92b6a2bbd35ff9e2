import { type Connection, knownProtocol } from '../../../lib/contacts/connection.ts';

describe('knownProtocol', () => {
  const week = 7 * 86_400_000;
  const connection: Connection = {
    tenantId: 'tenant',
    revision: 'revision',
    url: 'https://crm.example',
    auth: { type: 'none' },
    injectTenant: false,
    lookups: [],
    result: { from: 'text', items: [''], map: { externalRef: ['id'] } },
  };
  const spokenBefore = (milliseconds: number): Connection => ({
    ...connection,
    serverProtocol: { protocol: 'modern', at: Date.now() - milliseconds },
  });

  it('is the protocol that the server was found to speak within a week', () => {
    expect(knownProtocol(spokenBefore(0))).toBe('modern');
    expect(knownProtocol(spokenBefore(week - 60_000))).toBe('modern');
  });

  it('is unknown after a week, and where the server was never called', () => {
    expect(knownProtocol(spokenBefore(week))).toBeUndefined();
    expect(knownProtocol(connection)).toBeUndefined();
  });
});
