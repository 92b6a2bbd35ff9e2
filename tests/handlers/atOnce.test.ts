import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { insertContact } from '../../lib/dynamo/contacts/insertContact.ts';
import fc, { runOptions } from '../support/properties.ts';
import { startService } from '../support/service.ts';
import { expectClaimsToMatchIdentities, readItems, readPartition } from '../support/table.ts';
import { holdBack } from './atOnce/holdBack.ts';
import { anyEvent, anyRequest, type Making } from './atOnce/requests.ts';
import { findOrder, textOf } from './atOnce/serial.ts';

const service = await startService();

const { random } = Math;
/** Pauses before retries are random parts of their limits: short ones let rounds be short, too. */
beforeEach(() => void jest.spyOn(Math, 'random').mockImplementation(() => random() / 50));

const beginning = Date.UTC(2026, 10, 25);

/** What is done at once, and which requests to DynamoDB are held back, by their places. */
type Round = { readonly makings: readonly Making[]; readonly held: readonly boolean[] };

const round: fc.Arbitrary<Round> = fc.record({
  makings: fc.array(fc.oneof({ weight: 3, arbitrary: anyRequest }, { weight: 1, arbitrary: anyEvent }), {
    minLength: 2,
    maxLength: 4,
    size: 'max',
  }),
  held: fc.array(
    fc.nat(2).map((n) => n === 0),
    { minLength: 20, maxLength: 40, size: 'max' },
  ),
});

const address = (kind: string, value: string) => ({
  [`${kind}#${value}`]: { kind, value, confirmed: [1, 'key:1'] as const },
});

const people = [
  address('email', 'anna@acme.de'),
  address('phone', '+4915112345678'),
  {},
  address('email', 'bob@acme.de'),
];

async function begin(tenantId: string): Promise<string[]> {
  const ids: string[] = [];
  for (const identities of people) {
    const contact = { tenantId, sources: { manual: {} }, identities, actor: 'key:1', requestId: randomUUID() };
    const result = await insertContact(contact);
    if ('inserted' in result) ids.push(result.inserted.contactId);
  }
  return ids;
}

async function play(rounds: readonly Round[]): Promise<void> {
  const clock = jest.spyOn(Date, 'now').mockReturnValue(beginning);
  const tenant = await service.tenant();
  const ids = await begin(tenant.tenantId);
  for (const [i, { makings, held }] of rounds.entries()) {
    const at = beginning + (i + 1) * 10_000;
    clock.mockReturnValue(at);
    const known = [...ids];
    const before = await readPartition(tenant.tenantId);
    const acts = makings.map((make) => {
      const request = make({ ids: known, at });
      return async () => ({ request, outcome: await request.act(tenant) });
    });
    const done = (await holdBack(service.proxy, held, acts)).map(([, result]) => result);
    const text = done.map(({ request, outcome }) => `${request.text} => ${textOf(outcome, known)}`).join('\n');
    if (done.some(({ outcome: [status] }) => status >= 500)) throw new Error(`A failure:\n${text}`);
    expectClaimsToMatchIdentities(await readItems(tenant.tenantId));
    const after = await readPartition(tenant.tenantId);
    const nearest = await findOrder({ before, done, after, known });
    if (nearest !== undefined) throw new Error(`No order explains:\n${text}\nNearest:\n${nearest}`);
    for (const { contactId } of after) {
      const id = String(contactId);
      if (!id.startsWith('#') && !ids.includes(id)) ids.push(id);
    }
  }
}

it('requests and events at once have the responses, and leave the items, of the same in some order', async () => {
  const rounds = fc.array(round, { minLength: 2, maxLength: 6, size: 'max' });
  await fc.assert(fc.asyncProperty(rounds, play), { ...runOptions(2, 600), endOnFailure: true });
});
