import { handler as createContact } from '../../../../handlers/api/createContact.ts';
import { handler as deriveCompany } from '../../../../handlers/events/deriveCompany.ts';
import { handler as detectSender } from '../../../../handlers/events/detectSender.ts';
import { handler as enrichContact } from '../../../../handlers/events/enrichContact.ts';
import { contactCreated } from '../../../../schemas/events/contactCreated.ts';
import { call } from '../../../support/call.ts';
import { deliver, messageOf } from '../../../support/deliver.ts';
import type { Tenant } from '../../../support/service.ts';
import { readItems } from '../../../support/table.ts';
import { delivery, type Scenario } from './scenario.ts';

const received = (tenant: Tenant, minute: number, displayName: string, channel = 'email', address = 'anna@acme.de') =>
  messageOf('channel.message_received', {
    messageId: `m-${minute}`,
    tenantId: tenant.tenantId,
    channel,
    sender: { address, displayName },
    conversationId: 'c',
    receivedAt: new Date(Date.UTC(2026, 10, 23, 9, minute)).toISOString(),
  });

export const messages: [string, Scenario][] = [
  ['a new sender', delivery('detectSender', detectSender, async (tenant) => received(tenant, 1, 'Anna Smith'))],
  [
    'a new name of a known sender',
    delivery('detectSender', detectSender, async (tenant) => {
      await deliver(detectSender, [received(tenant, 1, 'Anna Smith')]);
      return received(tenant, 2, 'Anna Jones');
    }),
  ],
  [
    'a first message from a second address',
    delivery('detectSender', detectSender, async (tenant) => {
      const body = { email: 'anna@acme.de', phone: '+4915112345678' };
      await call(createContact, { ...tenant, body, method: 'POST' });
      await deliver(detectSender, [received(tenant, 1, 'Anna Smith')]);
      return received(tenant, 2, 'Anni', 'whatsapp', '4915112345678');
    }),
  ],
  [
    'facts with an email that is taken and a phone that is free',
    delivery('enrichContact', enrichContact, async (tenant) => {
      const { body } = await call(createContact, { ...tenant, body: { name: 'Anna' }, method: 'POST' });
      await call(createContact, { ...tenant, body: { email: 'taken@acme.de' }, method: 'POST' });
      const facts = { email: 'taken@acme.de', phone: '+4915112345678', companyName: 'Acme' };
      const detail = { tenantId: tenant.tenantId, contactId: body.id, facts, observedAt: '2026-11-23T09:30:00Z' };
      return messageOf('conversation.updated', detail, { id: 'event-1' });
    }),
  ],
  [
    'a new contact, whose company is derived',
    delivery('deriveCompany', deriveCompany, async (tenant) => {
      await deliver(detectSender, [received(tenant, 1, 'Anna Smith')]);
      const { contacts } = await readItems(tenant.tenantId);
      const ids = { tenantId: tenant.tenantId, contactId: contacts[0]?.contactId };
      const [example] = contactCreated.detail.examples;
      const detail = { ...example, ...ids, changed: ['email'] };
      return messageOf('contact.created', detail);
    }),
  ],
];
