import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Contract } from '../../schemas/contract.ts';
import type { EventContract } from '../../schemas/event.ts';

/**
 * Reads all contracts of schemas/api, ordered by path and method. Throws if a file does not export the contract with
 * its name.
 */
export async function readContracts(): Promise<Contract[]> {
  const contracts = await readFolder<Contract>('api', (name, { operationId }) => operationId === name);
  return contracts
    .map(([, contract]) => contract)
    .sort((a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method));
}

/** Reads all event contracts of schemas/events, with their names in the code. Throws like readContracts. */
export const readEvents = (): Promise<[string, EventContract][]> =>
  readFolder<EventContract>('events', (_, { detailType }) => typeof detailType === 'string');

async function readFolder<C>(
  folder: string,
  isContract: (name: string, contract: C) => boolean,
): Promise<[string, C][]> {
  const url = new URL(`../../schemas/${folder}/`, import.meta.url);
  const loaded: [string, C][] = [];
  for (const file of (await readdir(url)).filter((name) => name.endsWith('.ts'))) {
    const name = basename(file, '.ts');
    const module: Record<string, C | undefined> = await import(new URL(file, url).href);
    const contract = module[name];
    if (contract === undefined || !isContract(name, contract)) {
      throw new Error(`schemas/${folder}/${file} must export the contract ${name}`);
    }
    loaded.push([name, contract]);
  }
  return loaded;
}
