import { randomUUID } from 'node:crypto';
import { assertOn } from '../../../../lib/contacts/change.ts';
import { type StoredContact, toContact } from '../../../../lib/contacts/contact.ts';
import type { Assertions } from '../../../../lib/contacts/sources.ts';
import { changeContacts } from '../../../../lib/dynamo/contacts/changeContacts.ts';
import { updateContact } from '../../../../lib/dynamo/contacts/updateContact.ts';
import type { ContactInput } from '../../../../schemas/contact.ts';
import { broken, cancelled, type Interception } from '../../../support/dynamoDbProxy.ts';
import fc, { runOptions } from '../../../support/properties.ts';
import { startService } from '../../../support/service.ts';
import { insert, stored } from './stored.ts';

const { proxy } = await startService();

type Request = { readonly tenantId: string; readonly contactId: string; readonly requestId: string };

const author = { actor: 'key:2', at: Date.UTC(2027, 0, 1) };

const patch = (input: (n: number) => ContactInput) => (request: Request, n: number) =>
  updateContact({ ...request, actor: author.actor, input: input(n) });

const change =
  (input: (n: number) => Assertions | { readonly externalRef: string }) =>
  ({ contactId, ...request }: Request, n: number) =>
    changeContacts({ ...request, contactIds: [contactId] }, (contact) => {
      const decided = input(n);
      return 'externalRef' in decided
        ? { ...author, contact, link: { resolutionStatus: 'manually_resolved', ...decided } }
        : assertOn(contact, 'conversation', decided, author);
    });

/** Requests that each write what no other one does, by what they write. */
const requests = {
  name: patch((n) => ({ name: `Given${n} Family${n}` })),
  companyName: patch((n) => ({ companyName: `Company ${n}` })),
  firstName: patch((n) => ({ firstName: `First${n}` })),
  email: patch((n) => ({ email: `${n}@one.example` })),
  fact: change((n) => ({ companyName: [`Heard ${n}`, n, 'event:1'] })),
  link: change((n) => ({ externalRef: `record-${n}` })),
};

/** A contact that has both parts of a name, so that a PATCH of one writes both. */
async function named(): Promise<StoredContact> {
  const contact = await insert(randomUUID());
  await requests.name({ tenantId: contact.tenantId, contactId: contact.contactId, requestId: randomUUID() }, 1000);
  return contact;
}

type Write = {
  readonly kind: keyof typeof requests;
  /** What becomes of the reply to the attempt that writes. */
  readonly reply: 'arrives' | 'is lost' | 'is an error';
  /** What others write after the request has read the contact, and before it writes. */
  readonly before: readonly Write[];
  /** What others write between a lost reply and the retry. */
  readonly meanwhile: readonly Write[];
};

const kind = fc.constantFrom(...(Object.keys(requests) as Write['kind'][]));
const lost = fc.constantFrom('is lost', 'is an error');
const reply = fc.constantFrom('arrives', 'is lost', 'is an error');
const nothing = fc.constant([]);
const single = fc.record({ kind, reply, before: nothing, meanwhile: nothing });
const some = fc.array(single, { maxLength: 2 });
const nested = fc.oneof(single, fc.record({ kind, reply: lost, before: some, meanwhile: some }));
const sizeOf = (writes: readonly Write[]): number =>
  writes.reduce((sum, { before, meanwhile }) => sum + 1 + sizeOf(before) + sizeOf(meanwhile), 0);
const anyWrite: fc.Arbitrary<Write> = fc.record({
  kind,
  reply: lost,
  before: fc.array(nested, { maxLength: 2 }),
  meanwhile: fc.array(nested, { maxLength: 3 }).filter((writes) => sizeOf(writes) <= 3),
});

type Made = { readonly kind: Write['kind']; readonly requestId: string; readonly n: number };

/** Makes the writes, with those of others in between, and returns all in the order in which they were applied. */
async function makeAll({ tenantId, contactId }: StoredContact, writes: readonly Write[]): Promise<Made[]> {
  const applied: Made[] = [];
  /** What happens to the next attempts to write, of the request that runs and of those that wait for it. */
  const running: (() => Promise<Interception>)[][] = [];
  proxy.intercept = async (operation) => (operation === 'GetItem' ? 'pass' : (running.at(-1)?.shift()?.() ?? 'pass'));
  let count = 0;

  async function make({ kind: name, reply: becomes, before, meanwhile }: Write): Promise<void> {
    const made = { kind: name, requestId: randomUUID(), n: count++ };
    const isBlind = name === 'name' || name === 'companyName';
    const isTransaction = name === 'email' || name === 'link';
    const error = isTransaction ? cancelled('TransactionConflict') : broken;
    const fault = { arrives: 'pass', 'is lost': 'lose the reply', 'is an error': { replaceReply: error } } as const;
    const attempts: (() => Promise<Interception>)[] = [
      async () => {
        if (isBlind) for (const each of before) await make(each);
        applied.push(made);
        return fault[becomes];
      },
      async () => {
        for (const each of meanwhile) await make(each);
        return 'pass';
      },
    ];
    // What was decided before another write fails.
    if (!isBlind) for (const each of before) attempts.unshift(() => make(each).then(() => 'pass'));
    running.push(attempts);
    await requests[name]({ tenantId, contactId, requestId: made.requestId }, made.n);
    running.pop();
  }

  for (const each of writes) await make(each);
  proxy.intercept = () => 'pass';
  return applied;
}

/** What callers see of a contact, apart from its id and its times, and the newest of its writes. */
async function seen(contact: StoredContact, writes: number): Promise<object> {
  const current = await stored(contact);
  const { id: _, tenantId: __, createdAt: ___, updatedAt: ____, ...visible } = toContact(current);
  return { ...visible, version: current.version, writeIds: current.writeIds.slice(0, writes) };
}

describe('requests whose replies are lost, with up to three writes before their retries', () => {
  it('leave the contact as the same requests do without faults, each applied once where it was first', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyWrite, { minLength: 1, maxLength: 2 }), async (writes) => {
        const contact = await named();
        const applied = await makeAll(contact, writes);
        const expected = await named();
        const { tenantId, contactId } = expected;
        for (const { kind: name, requestId, n } of applied) await requests[name]({ tenantId, contactId, requestId }, n);
        expect(await seen(contact, applied.length)).toEqual(await seen(expected, applied.length));
      }),
      runOptions(12, 2000),
    );
  });
});
