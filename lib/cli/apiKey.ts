/**
 * `npm run api-key -- create|list|revoke`: manages the API keys of a tenant, in the local table or the one in
 * TABLE_NAME.
 */
import { formats } from '../../schemas/formats.ts';
import { keyId, makeApiKey } from '../auth/apiKey.ts';
import { createApiKey, listApiKeys, revokeApiKey, type StoredApiKey } from '../dynamo/tenants/apiKeys.ts';
import { chooseTable } from './chooseTable.ts';
import { run, UsageError } from './run.ts';
import { parseScopes, scopeList } from './scopes.ts';

const usage = `Usage:
  npm run api-key -- create --tenant <uuid> --name <text> --scopes <scope,...> [--expires <date>] [--kind live|test]
  npm run api-key -- list   --tenant <uuid>
  npm run api-key -- revoke --tenant <uuid> --id <key id>

Scopes: ${scopeList}
The command uses the table of the local service, or the table in TABLE_NAME, with AWS_REGION and your AWS credentials.`;

const config = {
  allowPositionals: true,
  options: {
    tenant: { type: 'string' },
    name: { type: 'string' },
    scopes: { type: 'string' },
    expires: { type: 'string' },
    kind: { type: 'string' },
    id: { type: 'string' },
  },
} as const;

await run(usage, config, async ({ positionals, values }) => {
  const { name, scopes, expires, kind, id } = values;
  const tenantId = tenantOf(values.tenant);
  const table = await chooseTable();
  switch (positionals.join(' ')) {
    case 'create': {
      if (!name || /\p{Cc}/u.test(name)) throw new UsageError('--name must be one line of text');
      const key = makeApiKey(kindOf(kind ?? (table === 'local' ? 'test' : 'live')), tenantId);
      await createApiKey(key.hash, {
        tenantId,
        name,
        scopes: parseScopes(scopes),
        createdAt: new Date().toISOString(),
        ...(expires !== undefined && { expiresAt: secondsOf(expires) }),
      });
      console.error(`Created key ${keyId(key.hash)}. It is shown only once:`);
      console.log(key.text);
      return;
    }
    case 'list': {
      for (const { hash, key } of await listApiKeys(tenantId)) {
        const columns = [keyId(hash), key.name, key.scopes.join(','), `created ${key.createdAt}`, stateOf(key)];
        console.log(columns.join('  '));
      }
      return;
    }
    case 'revoke': {
      if (!id) throw new UsageError('--id is missing');
      const found = (await listApiKeys(tenantId)).find(({ hash }) => keyId(hash) === id);
      if (!found) throw new UsageError(`The tenant has no key ${id}`);
      await revokeApiKey(tenantId, found.hash);
      console.error(`Key ${id} is revoked. Warm functions may accept it for 60 more seconds.`);
      return;
    }
    default:
      throw new UsageError('The command must be create, list or revoke');
  }
});

function tenantOf(tenant: string | undefined): string {
  if (!tenant || !formats.uuid.pattern.test(tenant)) throw new UsageError('--tenant must be a UUID');
  return tenant.toLowerCase();
}

function kindOf(kind: string): 'live' | 'test' {
  if (kind !== 'live' && kind !== 'test') throw new UsageError('--kind must be live or test');
  return kind;
}

function secondsOf(date: string): number {
  const seconds = Math.floor(Date.parse(date) / 1000);
  if (!(seconds > Date.now() / 1000))
    throw new UsageError('--expires must be a date in the future, for example 2030-01-31');
  return seconds;
}

function stateOf({ revokedAt, expiresAt }: StoredApiKey): string {
  if (revokedAt) return `revoked ${revokedAt}`;
  if (!expiresAt) return 'active';
  return `${expiresAt * 1000 > Date.now() ? 'expires' : 'expired'} ${dateOf(expiresAt)}`;
}

function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
