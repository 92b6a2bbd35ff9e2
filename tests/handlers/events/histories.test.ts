import { jest } from '@jest/globals';
import fc, { runOptions } from '../../support/properties.ts';
import { redelivery } from './histories/changeSteps.ts';
import { erasure } from './histories/eraseSteps.ts';
import { expectConsecutive, expectSourced } from './histories/invariants.ts';
import { anyRecords, crmChange, machineSteps } from './histories/machineSteps.ts';
import { expectApart, mergeSteps } from './histories/mergeSteps.ts';
import { personSteps } from './histories/personSteps.ts';
import { expectNothingLeft } from './histories/remains.ts';
import { play, roundOf } from './histories/round.ts';
import { contest } from './histories/statementSteps.ts';
import { beginning } from './histories/step.ts';
import { startWorlds } from './histories/world.ts';

const { service, records, create, stream } = await startWorlds();

const { random } = Math;
/** Pauses before retries are random parts of their limits: short ones let histories be short, too. */
beforeEach(() => void jest.spyOn(Math, 'random').mockImplementation(() => random() / 50));

const step = fc.oneof(
  ...machineSteps,
  ...personSteps,
  ...mergeSteps,
  { weight: 5, arbitrary: erasure },
  { weight: 2, arbitrary: crmChange(records) },
);
const round = fc.oneof(
  { weight: 8, arbitrary: roundOf(step) },
  { weight: 2, arbitrary: roundOf(redelivery, { most: 1 }) },
  { weight: 1, arbitrary: roundOf(contest, { fault: fc.constant('lost') }) },
  { weight: 3, arbitrary: roundOf(fc.oneof(...mergeSteps, { weight: 4, arbitrary: erasure }), { most: 2 }) },
);
const rounds = fc.array(round, { minLength: 3, maxLength: 8, size: 'max' });
const setting = fc.record({
  first: anyRecords,
  crmAddressesProve: fc.boolean(),
  isCrowded: fc.nat(3).map((n) => n === 3),
  isProjectedAgain: fc.boolean(),
});

it('any history leaves what people state, each address with one person, and nothing of the erased, whatever is lost, refused or killed', async () => {
  await fc.assert(
    fc.asyncProperty(rounds, setting, async (history, { first, isProjectedAgain, ...options }) => {
      await stream.begin();
      const clock = jest.spyOn(Date, 'now').mockReturnValue(beginning);
      records.splice(0, records.length, ...first);
      const crmEmails = new Set(first.flatMap(({ emails }) => emails));
      const home = await create(options, crmEmails);
      const foreign = history.some(({ isForeign }) => isForeign) ? await create(options, crmEmails) : undefined;
      for (const [i, round] of history.entries()) {
        clock.mockReturnValue(beginning + (i + 1) * 1000);
        await play({ proxy: service.proxy, project: stream.project }, (round.isForeign && foreign) || home, round);
      }
      const worlds = [home, ...(foreign ? [foreign] : [])];
      for (const world of worlds) {
        await expectSourced(world);
        await expectApart(world);
      }
      const changes = await stream.changes();
      expectConsecutive(changes);
      if (changes.every(({ after }) => after)) return;
      await stream.project();
      if (isProjectedAgain) await stream.projectAgain();
      for (const world of worlds) await expectNothingLeft(world, changes);
    }),
    runOptions(6, 10_000),
  );
});
