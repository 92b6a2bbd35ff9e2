import { openApi } from '../../../lib/build/openapi.ts';
import { removal } from '../../support/removalContract.ts';

describe('openApi', () => {
  it('describes a 204 without content', () => {
    const { responses } = Object(openApi([removal]).paths)['/api/things'].delete;
    expect(responses[204].description).toBe('It is removed.');
    expect(responses[204]).not.toHaveProperty('content');
    expect(responses[500]).toHaveProperty('content');
  });
});
