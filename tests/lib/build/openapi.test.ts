import { openApi } from '../../../lib/build/openapi.ts';
import type { Contract } from '../../../schemas/contract.ts';

const contract = {
  operationId: 'removeThing',
  method: 'DELETE',
  path: '/api/things',
  summary: 'Remove a thing',
  description: 'Removes it.',
  success: { status: 204, description: 'It is removed.' },
  failures: {},
} as const satisfies Contract;

describe('openApi', () => {
  it('describes a 204 without content', () => {
    const { responses } = Object(openApi([contract]).paths)['/api/things'].delete;
    expect(responses[204].description).toBe('It is removed.');
    expect(responses[204]).not.toHaveProperty('content');
    expect(responses[500]).toHaveProperty('content');
  });
});
