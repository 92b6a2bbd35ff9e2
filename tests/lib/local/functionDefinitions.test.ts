import { existsSync } from 'node:fs';
import { readFunctionDefinitions } from '../../../lib/local/functionDefinitions.ts';

const parameters = { region: 'us-east-1', tableName: 'contacts-local', jwtIssuer: 'local' };

describe('readFunctionDefinitions', () => {
  it('returns the functions as serverless-offline needs them, and their handler files', async () => {
    const { definitions, handlers } = await readFunctionDefinitions(parameters, 'http://127.0.0.1:4010');
    const { updateContact, scheduleResolution, detectSender } = definitions.functions;
    expect(updateContact).toMatchObject({
      name: 'contact-service-dev-updateContact',
      handler: '.build/local/functions.updateContact.handler',
      events: [{ httpApi: 'PATCH /api/contacts/{id}' }],
    });
    expect(scheduleResolution?.environment).toEqual({
      RESOLVE_QUEUE_URL: 'http://127.0.0.1:4010/000000000000/ResolveInCrmQueue',
    });
    // The stage's parameter.
    expect(detectSender?.timeout).toBe(3);
    expect(definitions.provider).toMatchObject({ region: 'us-east-1', environment: { TABLE_NAME: 'contacts-local' } });
    expect(definitions.custom).toHaveProperty('serverless-offline.host', '127.0.0.1');
    expect(handlers).toHaveLength(Object.keys(definitions.functions).length);
    expect(handlers.filter((file) => !existsSync(file))).toEqual([]);
  });
});
