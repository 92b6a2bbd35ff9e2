import { randomUUID } from 'node:crypto';
import { handler as createContact } from '../handlers/api/createContact.ts';
import { publish } from '../lib/events/publish.ts';
import { resolutionRequested } from '../schemas/compiled/events/resolutionRequested.js';
import { startTestBus } from './support/bus.ts';
import { eventOf } from './support/call.ts';
import { lambdaContext } from './support/deliver.ts';
import { asFunction, deniedActions } from './support/roles.ts';
import { startService } from './support/service.ts';

const service = await startService();
await startTestBus();

/** A function that may only read the table. */
const reading = 'getContact';

describe('a handler that runs with the role of another function', () => {
  beforeAll(() => void globalThis.functionNames?.set(createContact, reading));
  afterEach(() => deniedActions.clear());

  it('is denied DynamoDB actions that the role does not allow', async () => {
    const request = eventOf({ ...(await service.tenant()), body: { email: 'a@b.de' }, method: 'POST' });
    const response = await asFunction(createContact, () => createContact(request, lambdaContext()));
    expect(response).toMatchObject({ statusCode: 201 });
    expect([...deniedActions]).toEqual([`${reading} may not PutItem`]);
  });

  it('is denied actions of other services that the role does not allow', async () => {
    const detail = { tenantId: randomUUID(), contactId: randomUUID() };
    await asFunction(createContact, () => publish(resolutionRequested, detail));
    expect([...deniedActions]).toEqual([`${reading} may not events:PutEvents`]);
  });
});
