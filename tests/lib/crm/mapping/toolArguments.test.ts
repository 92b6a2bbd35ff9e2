import { toolArguments } from '../../../../lib/crm/mapping/toolArguments.ts';

const tenantId = '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10';

describe('toolArguments', () => {
  it('contain the email in lower case, and other scripts unchanged', () => {
    const args = toolArguments(
      { tenantId, injectTenant: false },
      { q: '{{email}}' },
      { by: 'email', value: 'ANNA@Ünï.de' },
    );
    expect(args).toEqual({ q: 'anna@Ünï.de' });
  });

  it('contain the id of a record as it is', () => {
    const key = { by: 'externalRef', value: '003AbC' } as const;
    expect(toolArguments({ tenantId, injectTenant: false }, { id: '{{externalRef}}' }, key)).toEqual({ id: '003AbC' });
  });

  it('contain the tenant if the connection says so', () => {
    const args = toolArguments({ tenantId, injectTenant: true }, { q: '{{phone}}' }, { by: 'phone', value: '+49301' });
    expect(args).toEqual({ q: '+49301', tenantId });
  });
});
