import type { CompiledEvent } from '../../schemas/event.ts';
import { readEvents } from '../build/contracts.ts';
import { ContactError } from '../contacts/ContactError.ts';
import { readEvent } from '../events/readEvent.ts';
import { nearest } from './nearest.ts';

export interface EventContracts {
  /** The known `detail-type` that a misspelt one probably stands for; `undefined` if the type is known. */
  suggestion(type: string): string | undefined;
  /** Why the functions that receive the event will reject it, as they log it; `undefined` if they will not. */
  violation(type: string, detail: object): string | undefined;
}

/** Loads the contracts of all events. */
export async function loadEventContracts(): Promise<EventContracts> {
  const contracts = await Promise.all((await readEvents()).map(([name]) => loadContract(name)));
  const types = contracts.map(({ detailType }) => detailType);
  const knownTypeFor = (type: string) => types.find((known) => type.startsWith(known)) ?? nearest(type, types);
  return {
    suggestion: (type) => (types.includes(type) ? undefined : nearest(type, types)),
    violation(type, detail) {
      // Rules match a prefix of a later version's type, and their functions know only the type itself.
      const contract = contracts.filter(({ detailType }) => detailType === knownTypeFor(type));
      try {
        readEvent(contract, JSON.stringify({ id: 'any', 'detail-type': type, detail }));
        return undefined;
      } catch (error) {
        if (error instanceof ContactError && error.code === 'invalid') return error.message;
        throw error;
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
