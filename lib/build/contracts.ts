import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Contract } from '../../schemas/contract.ts';

const folder = new URL('../../schemas/api/', import.meta.url);

/** Every contract of schemas/api, by path and then method. Throws where a file does not export the contract it is named after. */
export async function readContracts(): Promise<Contract[]> {
  const contracts: Contract[] = [];
  for (const file of await readdir(folder)) {
    const name = basename(file, '.ts');
    const module: Record<string, Contract | undefined> = await import(new URL(file, folder).href);
    const contract = module[name];
    if (contract?.operationId !== name) throw new Error(`schemas/api/${file} must export the contract ${name}`);
    contracts.push(contract);
  }
  return contracts.sort((a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method));
}
