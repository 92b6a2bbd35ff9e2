import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as deriveCompany } from '../../../handlers/events/deriveCompany.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { handler as enrichContact } from '../../../handlers/events/enrichContact.ts';
import { bundle } from '../../../lib/build/bundle.ts';
import { fold } from '../../../lib/contacts/fold.ts';
import { contactCreated } from '../../../schemas/events/contactCreated.ts';
import { call } from '../../support/call.ts';
import { deliver, deliverAll, type Message, messageOf } from '../../support/deliver.ts';
import { startService } from '../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems, withoutStatements } from '../../support/table.ts';

const service = await startService();
type Tenant = Awaited<ReturnType<typeof service.tenant>>;

const script = join(import.meta.dirname, 'crashingFunction.cjs');
const handlers = { deriveCompany, detectSender, enrichContact };

let outdir: string;
beforeAll(async () => {
  outdir = await mkdtemp(join(tmpdir(), 'crash-'));
  // As on Lambda; and a bundle is loaded fast, which counts, because the tests start many processes.
  await bundle({ outdir, handlers: Object.keys(handlers).map((name) => `handlers/events/${name}.ts`) });
});
afterAll(() => rm(outdir, { recursive: true }));

/**
 * Runs a function in a child process, and kills it (SIGKILL) after DynamoDB has carried out its n-th request, before
 * the reply. Returns whether it sent that many requests, and so was killed.
 */
async function killedAfter(n: number, name: keyof typeof handlers, message: Message): Promise<boolean> {
  let requests = 0;
  const child = spawn(process.execPath, [script, join(outdir, `${name}.cjs`), JSON.stringify(message)], {
    env: process.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  service.proxy.intercept = () => (++requests === n ? { insteadOfReply: () => child.kill('SIGKILL') } : 'pass');
  const [code, signal] = await once(child, 'exit');
  service.proxy.intercept = () => 'pass';
  if (signal !== 'SIGKILL') expect(code).toBe(0);
  return signal === 'SIGKILL';
}

/** The items of a tenant without ids and times, which differ between runs. */
async function stateOf({ tenantId }: Tenant) {
  const items = await readItems(tenantId);
  expectClaimsToMatchIdentities(items);
  return {
    contacts: items.contacts.map(({ sources: { manual, ...sources }, identities, version }) => ({
      person: fold({ sources: { manual, ...sources }, identities }),
      sources,
      identities: withoutStatements(identities),
      version,
    })),
    claims: Object.entries(items.claims).map(([key, { ownerId: _, confirmed: __, ...claim }]) => [key, claim]),
    duplicates: items.duplicates.length,
  };
}

const received = (tenant: Tenant, minute: number, displayName: string, channel = 'email', address = 'anna@acme.de') =>
  messageOf('channel.message_received', {
    messageId: `m-${minute}`,
    tenantId: tenant.tenantId,
    channel,
    sender: { address, displayName },
    conversationId: 'c',
    receivedAt: new Date(Date.UTC(2026, 10, 23, 9, minute)).toISOString(),
  });

type Scenario = { readonly name: keyof typeof handlers; readonly prepare: (tenant: Tenant) => Promise<Message> };

const scenarios: [string, Scenario][] = [
  ['a new sender', { name: 'detectSender', prepare: async (tenant) => received(tenant, 1, 'Anna Smith') }],
  [
    'a new name of a known sender',
    {
      name: 'detectSender',
      async prepare(tenant) {
        await deliver(detectSender, [received(tenant, 1, 'Anna Smith')]);
        return received(tenant, 2, 'Anna Jones');
      },
    },
  ],
  [
    'a first message from a second address',
    {
      name: 'detectSender',
      async prepare(tenant) {
        const body = { email: 'anna@acme.de', phone: '+4915112345678' };
        await call(createContact, { ...tenant, body, method: 'POST' });
        await deliver(detectSender, [received(tenant, 1, 'Anna Smith')]);
        return received(tenant, 2, 'Anni', 'whatsapp', '4915112345678');
      },
    },
  ],
  [
    'facts with an email that is taken and a phone that is free',
    {
      name: 'enrichContact',
      async prepare(tenant) {
        const { body } = await call(createContact, { ...tenant, body: { name: 'Anna' }, method: 'POST' });
        await call(createContact, { ...tenant, body: { email: 'taken@acme.de' }, method: 'POST' });
        const facts = { email: 'taken@acme.de', phone: '+4915112345678', companyName: 'Acme' };
        const detail = { tenantId: tenant.tenantId, contactId: body.id, facts, observedAt: '2026-11-23T09:30:00Z' };
        return messageOf('conversation.updated', detail, { id: 'event-1' });
      },
    },
  ],
  [
    'a new contact, whose company is derived',
    {
      name: 'deriveCompany',
      async prepare(tenant) {
        await deliver(detectSender, [received(tenant, 1, 'Anna Smith')]);
        const { contacts } = await readItems(tenant.tenantId);
        const ids = { tenantId: tenant.tenantId, contactId: contacts[0]?.contactId };
        const [example] = contactCreated.detail.examples;
        const detail = { ...example, ...ids, changed: ['email'] };
        return messageOf('contact.created', detail);
      },
    },
  ],
];

describe('a function that is killed after any of its requests to DynamoDB', () => {
  it.each(scenarios)('leads to the same items when its message is delivered again: %s', async (_, {
    name,
    prepare,
  }) => {
    const uninterrupted = await service.tenant();
    await deliverAll(handlers[name], [await prepare(uninterrupted)]);
    const expected = await stateOf(uninterrupted);

    let kills = 0;
    for (let n = 1, isKilled = true; isKilled; n++) {
      const tenant = await service.tenant();
      const message = await prepare(tenant);
      isKilled = await killedAfter(n, name, message);
      if (isKilled) kills++;
      await deliverAll(handlers[name], [message]);
      expect(await stateOf(tenant)).toEqual(expected);
    }
    expect(kills).toBeGreaterThanOrEqual(2);
  });
});
