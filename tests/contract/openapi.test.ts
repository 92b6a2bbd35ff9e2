import { readContracts } from '../../lib/build/contracts.ts';
import { openApi } from '../../lib/build/openapi.ts';
import description from '../../schemas/openapi.json' with { type: 'json' };

const contracts = await readContracts();

describe('schemas/openapi.json', () => {
  it('is what openApi makes of the contracts', () => {
    expect(description).toEqual(JSON.parse(JSON.stringify(openApi(contracts))));
  });

  it.each(contracts)('describes $operationId with its success and its failures', (contract) => {
    const { operationId, responses } = Object(description.paths)[contract.path][contract.method.toLowerCase()];
    expect(operationId).toBe(contract.operationId);
    expect(Object.keys(responses)).toEqual(
      expect.arrayContaining([String(contract.success.status), ...Object.keys(contract.failures), '429', '500', '503']),
    );
  });

  it('gives PATCH /api/contacts/{id} the failures of every endpoint of its kind and both media types', () => {
    const { patch } = description.paths['/api/contacts/{id}'];
    expect(Object.keys(patch.responses)).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '409',
      '412',
      '413',
      '415',
      '429',
      '500',
      '503',
    ]);
    expect(Object.keys(patch.requestBody.content)).toEqual(['application/json', 'application/merge-patch+json']);
  });
});
