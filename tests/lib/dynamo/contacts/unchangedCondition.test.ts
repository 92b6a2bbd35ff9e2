import { randomUUID } from 'node:crypto';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { assertedBy, type FieldValues } from '../../../../lib/contacts/fieldValues.ts';
import { fold } from '../../../../lib/contacts/fold.ts';
import { precedence, type Sources, stated } from '../../../../lib/contacts/sources.ts';
import { unchangedCondition } from '../../../../lib/dynamo/contacts/unchangedCondition.ts';
import { send } from '../../../../lib/dynamo/table/client.ts';
import { updateItem } from '../../../../lib/dynamo/table/update.ts';
import { writeIf } from '../../../../lib/dynamo/table/writeAll.ts';
import fc, { runOptions } from '../../../support/properties.ts';
import { startService } from '../../../support/service.ts';
import { anySaid, anySources } from '../../contacts/anySources.ts';
import { owning } from '../../contacts/storedContact.ts';

await startService();

/** What is said without a look at the contact: names and companies. */
const saidUnseen: fc.Arbitrary<FieldValues> = anySaid
  .map(({ email, phone, ...said }) => said)
  .filter((said) => Object.keys(said).length > 0);

type Writer = 'manual' | 'agent';

const table = () => ({ TableName: process.env.TABLE_NAME });

/** Whether the engine lets a write through on condition that it changes what is seen. */
async function passes(sources: Sources, said: FieldValues, source: Writer): Promise<boolean> {
  const Key = { tenantId: randomUUID(), contactId: randomUUID() };
  await send((db) => db.send(new PutCommand({ ...table(), Item: { ...Key, sources } })));
  const unchanged = unchangedCondition(said, source);
  const condition = { ...unchanged, expression: `NOT (${unchanged.expression})` };
  const update = updateItem(Key.tenantId, Key.contactId, { set: [['written', true]], condition });
  return writeIf(() => send((db) => db.send(new UpdateCommand(update))));
}

const changes = (sources: Sources, said: FieldValues, source: Writer): boolean => {
  const assertions = { ...sources[source], ...assertedBy(source === 'manual' ? 'key:2' : 'agent:2', 2, said) };
  return JSON.stringify(fold(owning(sources))) !== JSON.stringify(fold(owning({ ...sources, [source]: assertions })));
};

/** Whether the source that counts for the name states one part only. */
function hasOneSidedName(sources: Sources): boolean {
  const names = precedence.map((source) => stated(sources[source]));
  const counting = names.find(({ firstName, lastName }) => firstName ?? lastName);
  return counting !== undefined && !(counting.firstName && counting.lastName);
}

describe('unchangedCondition', () => {
  it.each([
    'manual',
    'agent',
  ] as const)('lets a write of the source %s through only if callers will see a difference, and always then unless a derived company or one part of a name is in doubt', async (source) => {
    const outcomes = { through: 0, held: 0 };
    await fc.assert(
      fc.asyncProperty(anySources, saidUnseen, async (sources, said) => {
        const through = await passes(sources, said, source);
        const difference = changes(sources, said, source);
        const isCompanyInDoubt = said.companyName !== undefined && sources.domain !== undefined;
        const isNameInDoubt = said.firstName !== undefined && hasOneSidedName(sources);
        const mayTakeALook = isCompanyInDoubt || isNameInDoubt;
        if (through || !mayTakeALook) expect(through).toBe(difference);
        outcomes[through ? 'through' : 'held']++;
      }),
      runOptions(60),
    );
    expect(Math.min(outcomes.through, outcomes.held)).toBeGreaterThan(5);
  });

  it('leaves room for the rest of a condition within the 4096 bytes that DynamoDB allows', () => {
    const all = { firstName: null, lastName: null, companyName: null };
    for (const source of ['manual', 'agent'] as const)
      expect(unchangedCondition(all, source).expression.length).toBeLessThan(3700);
  });

  it('holds back a write that clears a company which the email does not imply any more', async () => {
    const sources: Sources = { manual: {}, domain: { companyName: ['Acme', 1, 'x', 'acme.example'] } };
    expect(changes(sources, { companyName: null }, 'manual')).toBe(false);
    expect(await passes(sources, { companyName: null }, 'manual')).toBe(false);
  });
});
