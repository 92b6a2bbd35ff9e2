import type { CompiledEvent } from '../../schemas/event.ts';
import { readEvents } from '../build/contracts.ts';
import { ContactError } from '../contacts/ContactError.ts';
import { readEvent } from '../events/readEvent.ts';
import { faultsOf } from '../http/validationMessages.ts';
import { nearest } from './nearest.ts';

export interface EventContracts {
  /** The known `detail-type` that a misspelt one probably stands for; `undefined` if the type is known. */
  suggestion(type: string): string | undefined;
  /** What its function does about what is wrong with the event, in one sentence; `undefined` if nothing is. */
  problem(type: string, detail: object): Problem | undefined;
}

export type Problem = { readonly isFatal: boolean; readonly text: string };

const deadLetter = (fault: string): Problem => ({ isFatal: true, text: `will become a dead letter: ${fault}` });

/** Loads the contracts of all events. */
export async function loadEventContracts(): Promise<EventContracts> {
  const contracts = await Promise.all((await readEvents()).map(([name]) => loadContract(name)));
  const types = contracts.map(({ detailType }) => detailType);
  return {
    // Nobody else may send the service's own events.
    suggestion: (type) =>
      types.includes(type)
        ? undefined
        : nearest(
            type,
            types.filter((each) => !each.startsWith('contact.')),
          ),
    problem(type, detail) {
      const contract = contracts.find(({ detailType }) => detailType === type);
      // Rules match a prefix of a later version's type, and their functions know only the type itself.
      if (!contract)
        return deadLetter(`detail-type must be ${types.find((known) => type.startsWith(known)) ?? types.join(' or ')}`);
      // The log of the function has only pointers and rules; a person gets the sentences of the API.
      const faults = () =>
        faultsOf('body', contract.detail.errors ?? [], detail)
          .map(({ message }) => message)
          .join('; ');
      try {
        const event = JSON.stringify({ id: 'any', 'detail-type': type, detail });
        const { dropped } = readEvent([contract], event, Date.now());
        return dropped.length > 0 ? { isFatal: false, text: `will lose what is invalid: ${faults()}` } : undefined;
      } catch (error) {
        if (!(error instanceof ContactError) || error.code !== 'invalid') throw error;
        return deadLetter(faults());
      }
    },
  };
}

async function loadContract(name: string): Promise<CompiledEvent<unknown>> {
  const module: Record<string, CompiledEvent<unknown> | undefined> = await import(
    `../../schemas/compiled/events/${name}.js`
  );
  return module[name] ?? throwNotCompiled(name);
}

function throwNotCompiled(name: string): never {
  throw new Error(`The contract of ${name} is not compiled: run npm run generate.`);
}
