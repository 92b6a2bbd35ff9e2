import { jest } from '@jest/globals';
import { streamedContact } from '../../../lib/dynamo/contacts/streamedContact.ts';
import fc, { runOptions } from '../../support/properties.ts';
import { redelivery } from './histories/changeSteps.ts';
import { expectConsecutive, expectSourced } from './histories/invariants.ts';
import { anyRecords, crmChange, machineSteps } from './histories/machineSteps.ts';
import { expectApart, mergeSteps } from './histories/mergeSteps.ts';
import { personSteps } from './histories/personSteps.ts';
import { play, roundOf } from './histories/round.ts';
import { contest } from './histories/statementSteps.ts';
import { beginning } from './histories/step.ts';
import { startWorlds } from './histories/world.ts';

const { service, records, create, changes } = await startWorlds();

const { random } = Math;
/** Pauses before retries are random parts of their limits: short ones let histories be short, too. */
beforeEach(() => void jest.spyOn(Math, 'random').mockImplementation(() => random() / 50));

const step = fc.oneof(...machineSteps, ...personSteps, ...mergeSteps, { weight: 2, arbitrary: crmChange(records) });
const round = fc.oneof(
  { weight: 8, arbitrary: roundOf(step) },
  { weight: 1, arbitrary: roundOf(redelivery, { most: 1 }) },
  { weight: 1, arbitrary: roundOf(contest, { fault: fc.constant('lost') }) },
);
const rounds = fc.array(round, { minLength: 3, maxLength: 8, size: 'max' });
const setting = fc.record({
  first: anyRecords,
  crmAddressesProve: fc.boolean(),
  isCrowded: fc.nat(3).map((n) => n === 3),
});

it('any history leaves what people state, and each address with one person, whatever is lost, refused or killed', async () => {
  await fc.assert(
    fc.asyncProperty(rounds, setting, async (history, { first, ...options }) => {
      const clock = jest.spyOn(Date, 'now').mockReturnValue(beginning);
      records.splice(0, records.length, ...first);
      const crmEmails = new Set(first.flatMap(({ emails }) => emails));
      const home = await create(options, crmEmails);
      const foreign = history.some(({ isForeign }) => isForeign) ? await create(options, crmEmails) : undefined;
      for (const [i, round] of history.entries()) {
        clock.mockReturnValue(beginning + (i + 1) * 1000);
        await play(service.proxy, (round.isForeign && foreign) || home, round);
      }
      for (const world of [home, ...(foreign ? [foreign] : [])]) {
        await expectSourced(world);
        await expectApart(world);
      }
      expectConsecutive((await changes()).map(streamedContact));
    }),
    runOptions(6, 10_000),
  );
});
