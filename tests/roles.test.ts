import { randomUUID } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { handler as createContact } from '../handlers/api/createContact.ts';
import { handler as resolveContact } from '../handlers/api/resolveContact.ts';
import { config } from '../lib/config.ts';
import { addRequests } from '../lib/dynamo/tenants/requestCounts.ts';
import { publish } from '../lib/events/publish.ts';
import { contactUpdated } from '../schemas/compiled/events/contactUpdated.js';
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

const ids = { tenantId: randomUUID(), contactId: randomUUID() };

describe('a handler that runs with the role of another function', () => {
  beforeAll(() => void globalThis.functionNames?.set(createContact, reading));
  afterEach(() => deniedActions.clear());

  it('is denied DynamoDB actions that the role does not allow', async () => {
    const request = eventOf({ ...(await service.tenant()), body: { email: 'a@b.de' }, method: 'POST' });
    const response = await asFunction(createContact, () => createContact(request, lambdaContext()));
    expect(response).toMatchObject({ statusCode: 201 });
    expect([...deniedActions]).toEqual([`${reading} may not PutItem`]);
  });

  it('is allowed the update of limits, where the role allows it for those only', async () => {
    await asFunction(createContact, () => addRequests(randomUUID(), 1, new Map([['all', 1]])));
    expect([...deniedActions]).toEqual([]);
  });

  it('is denied actions of other services that the role does not allow', async () => {
    await asFunction(createContact, () => publish(resolutionRequested, ids));
    expect([...deniedActions]).toEqual([`${reading} may not events:PutEvents:contact.resolution_requested`]);
  });
});

describe('a function that publishes events', () => {
  afterEach(() => deniedActions.clear());

  it('may publish its own type of event, and no other', async () => {
    await asFunction(resolveContact, () => publish(resolutionRequested, ids));
    expect([...deniedActions]).toEqual([]);
    const forged = {
      ...ids,
      id: 'e',
      version: 1,
      changedAt: '2026-11-23T09:30:00.000Z',
      changed: ['email' as const],
      actor: 'manual',
    };
    await asFunction(resolveContact, () => publish(contactUpdated, forged));
    expect([...deniedActions]).toEqual(['resolveContact may not events:PutEvents:contact.updated']);
  });

  it('may not publish events of another source', async () => {
    const client = new EventBridgeClient({ endpoint: config.eventsEndpoint() ?? '' });
    const entry = { Source: 'platform', DetailType: resolutionRequested.detailType, Detail: JSON.stringify(ids) };
    await asFunction(resolveContact, () => client.send(new PutEventsCommand({ Entries: [entry] })));
    client.destroy();
    expect([...deniedActions]).toEqual([
      'resolveContact may not events:PutEvents:contact.resolution_requested as platform',
    ]);
  });
});
