import { demoCrm } from '../../../lib/local/crm/records.ts';
import { greeting } from '../../../lib/local/greeting.ts';

const demo = (contacts: { id: string; email: string }[]) => ({
  url: 'http://127.0.0.1:3000',
  lambdaUrl: '',
  dynamodb: '',
  eventsUrl: '',
  crm: { url: 'http://127.0.0.1:4020/mcp', ...demoCrm },
  tenants: [{ tenantId: 't', apiKey: 'ctk_test_1', readOnlyApiKey: 'ctk_test_2', contacts }],
});

describe('the greeting', () => {
  it('names the demo CRM only if the first tenant is connected to it', () => {
    expect(greeting(demo([]), true)).toContain('demo CRM');
    expect(greeting(demo([]), false)).not.toContain('demo CRM');
  });

  it('has a request to paste, which creates a contact if the first tenant has none', () => {
    expect(greeting(demo([{ id: 'c', email: '' }]), false)).toMatch(/^curl -X PATCH \S+\/api\/contacts\/c -H/m);
    expect(greeting(demo([]), false)).toMatch(/^curl -X POST \S+\/api\/contacts -H/m);
  });
});
