import { believedEra, type Connection } from '../../../lib/contacts/connection.ts';

describe('believedEra', () => {
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
    spoken: { era: 'modern', at: Date.now() - milliseconds },
  });

  it('is the protocol that the server was found to speak within a week', () => {
    expect(believedEra(spokenBefore(0))).toBe('modern');
    expect(believedEra(spokenBefore(week - 60_000))).toBe('modern');
  });

  it('is unknown after a week, and where the server was never called', () => {
    expect(believedEra(spokenBefore(week))).toBeUndefined();
    expect(believedEra(connection)).toBeUndefined();
  });
});
