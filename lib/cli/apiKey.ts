/**
 * `npm run api-key -- create|list|roll|revoke`: manages the API keys of a tenant, in the local table or the one that
 * belongs to TABLE_NAME.
 */
import { maxOverlapHours, overlapHours } from '../../schemas/apiKey.ts';
import { 'key-id' as keyId, line, uuid } from '../../schemas/formats.ts';
import { makeApiKey } from '../auth/apiKey.ts';
import { type ApiKey, isActive, keyIdOf, newKey, rollKey } from '../contacts/apiKeys.ts';
import { createApiKey, listApiKeys, revokeApiKey, rollApiKey } from '../dynamo/tenants/apiKeys.ts';
import { chooseTable } from './chooseTable.ts';
import { run, UsageError } from './run.ts';
import { parseScopes, scopeList } from './scopes.ts';

const usage = `Usage:
  npm run api-key -- create --tenant <uuid> --name <text> --scopes <scope,...> [--expires <date>] [--kind person|agent]
  npm run api-key -- list   --tenant <uuid>
  npm run api-key -- roll   --tenant <uuid> --id <key id> [--overlap <hours>] [--expires <date>]
  npm run api-key -- revoke --tenant <uuid> --id <key id>

Scopes: ${scopeList}
A rolled key works for ${overlapHours} more hours beside the new one, unless --overlap says otherwise (0 to ${maxOverlapHours}).
A new key begins with ctk_live_, in the local service with ctk_test_; --mode live|test chooses.
The command uses the tables of the local service, or those of TABLE_NAME, with AWS_REGION and your AWS credentials.`;

const config = {
  allowPositionals: true,
  options: {
    tenant: { type: 'string' },
    name: { type: 'string' },
    scopes: { type: 'string' },
    expires: { type: 'string' },
    kind: { type: 'string', default: 'person' },
    mode: { type: 'string' },
    overlap: { type: 'string', default: String(overlapHours) },
    id: { type: 'string' },
  },
} as const;

/** The actor of what an operator does. */
const actor = 'operator';

await run(usage, config, async ({ positionals, values }) => {
  const { name, scopes, expires, kind, mode, overlap, id = '' } = values;
  const tenantId = tenantOf(values.tenant);
  const table = await chooseTable();
  const make = () =>
    makeApiKey(oneOf('--mode', ['live', 'test'], mode ?? (table === 'local' ? 'test' : 'live')), tenantId);
  const now = Date.now();
  const expiresAt = expires === undefined ? undefined : expiryOf(expires, now);
  switch (positionals.join(' ')) {
    case 'create': {
      if (!name || !line.validate(name)) throw new UsageError('--name must be one line of text');
      const described = { name, scopes: parseScopes(scopes), kind: oneOf('--kind', ['person', 'agent'], kind) };
      const { text, hash: keyHash } = make();
      await createApiKey(newKey({ tenantId, keyHash, ...described, createdBy: actor, expiresAt }, now));
      return show(`Created key ${keyIdOf(keyHash)}.`, text);
    }
    case 'list': {
      for (const key of await listApiKeys(tenantId)) console.log(lineOf(key));
      return;
    }
    case 'roll': {
      const roll = { actor, overlapSeconds: hoursOf(overlap) * 3600, expiresAt };
      const { text, hash: keyHash } = make();
      const { ending } = await rollApiKey(tenantId, idOf(id), (key) => rollKey(key, { keyHash, ...roll }, now));
      return show(`Created key ${keyIdOf(keyHash)}. Key ${id} works until ${ending.expiresAt}.`, text);
    }
    case 'revoke': {
      await revokeApiKey(tenantId, idOf(id));
      console.error(`Key ${id} is revoked. Warm functions may accept it for 60 more seconds.`);
      return;
    }
    default:
      throw new UsageError('The command must be create, list, roll or revoke');
  }
});

function show(sentence: string, text: string): void {
  console.error(`${sentence} The new key is shown only once:`);
  console.log(text);
}

function tenantOf(tenant: string | undefined): string {
  if (!tenant || !uuid.validate(tenant)) throw new UsageError('--tenant must be a UUID');
  return tenant.toLowerCase();
}

function idOf(id: string): string {
  if (!keyId.validate(id)) throw new UsageError('--id must be the id of a key, as list shows it');
  return id.toLowerCase();
}

function oneOf<Word extends string>(option: string, words: readonly Word[], given: string): Word {
  const word = words.find((each) => each === given);
  if (word === undefined) throw new UsageError(`${option} must be ${words.join(' or ')}`);
  return word;
}

function hoursOf(overlap: string): number {
  const hours = /^\d+$/.test(overlap) ? Number(overlap) : Infinity;
  if (hours > maxOverlapHours) throw new UsageError(`--overlap must be a number of hours from 0 to ${maxOverlapHours}`);
  return hours;
}

function expiryOf(date: string, now: number): string {
  const time = Date.parse(date);
  if (!(time > now)) throw new UsageError('--expires must be a date in the future, for example 2030-01-31');
  return new Date(time).toISOString();
}

function lineOf(key: ApiKey): string {
  const { keyHash, name, kind, scopes, createdAt } = key;
  return [keyIdOf(keyHash), name, kind, scopes.join(','), `created ${createdAt}`, stateOf(key)].join('  ');
}

function stateOf(key: ApiKey): string {
  if (key.revokedAt) return `revoked ${key.revokedAt}`;
  const { expiresAt, replacedBy } = key;
  const state = expiresAt ? `${isActive(key, Date.now()) ? 'expires' : 'expired'} ${expiresAt}` : 'active';
  return replacedBy ? `${state}, rolled to ${replacedBy}` : state;
}
