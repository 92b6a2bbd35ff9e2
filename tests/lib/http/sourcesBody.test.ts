import { toSourcesBody } from '../../../lib/http/sourcesBody.ts';
import { owning } from '../contacts/storedContact.ts';

const since = '2026-11-23T09:30:00.000Z';
const at = Date.parse(since);

describe('toSourcesBody', () => {
  it('has the value that counts and the values of other sources', () => {
    const { companyName } = toSourcesBody(
      owning({
        manual: { companyName: ['Acme Ltd', at, 'user:anna'] },
        crm: { companyName: ['ACME', at, 'crm:1'] },
      }),
    );
    expect(companyName).toEqual({
      value: 'Acme Ltd',
      source: 'manual',
      since,
      by: 'user:anna',
      others: [{ source: 'crm', value: 'ACME', since, by: 'crm:1' }],
    });
  });

  it('has null for a field that no source states', () => {
    expect(toSourcesBody(owning({})).email).toEqual({ value: null, source: null, since: null, by: null, others: [] });
  });
});
