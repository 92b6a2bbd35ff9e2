import { scopes as known, type Scope } from '../../schemas/contract.ts';
import { UsageError } from './run.ts';

/** All scopes, as the usage of a command lists them. */
export const scopeList = known.join(', ');

/**
 * Reads the value of `--scopes`, a list separated by commas. Throws UsageError if it is missing or has other scopes.
 */
export function parseScopes(text: string | undefined): Scope[] {
  const scopes = text?.split(',').map((name) => known.find((scope) => scope === name)) ?? [];
  if (scopes.length === 0 || !scopes.every((scope) => scope !== undefined))
    throw new UsageError(`--scopes must be a list of ${scopeList}`);
  return scopes;
}
