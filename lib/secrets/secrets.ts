import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { CrmSecret } from '../../schemas/crmAuth.ts';
import { config } from '../config.ts';
import { ContactError } from '../contacts/ContactError.ts';
import { logger } from '../logger.ts';

let client: SecretsManagerClient | undefined;

async function send<Reply>(call: (client: SecretsManagerClient) => Promise<Reply>): Promise<Reply> {
  client ??= new SecretsManagerClient(config.awsClient(config.secretsEndpoint()));
  return call(client).catch((cause: unknown) => {
    throw new ContactError('unavailable', 'The keeper of secrets did not answer. Please try again.', { cause });
  });
}

/** Keeps the secrets of one revision of a tenant's connection, and returns the name under which they are found. */
export async function createSecret(tenantId: string, revision: string, secret: CrmSecret): Promise<string> {
  const name = `${config.secretPrefix()}/crm/${tenantId}/${revision}`;
  const create = new CreateSecretCommand({ Name: name, SecretString: JSON.stringify(secret) });
  await send((secrets) => secrets.send(create));
  return name;
}

/** Gets the secrets of a connection; none where somebody has removed them, so that they can be put anew. */
export async function getSecret(name: string): Promise<CrmSecret> {
  const get = new GetSecretValueCommand({ SecretId: name });
  const { SecretString } = await send((secrets) =>
    secrets.send(get).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return { SecretString: '{}' };
      throw error;
    }),
  );
  if (SecretString === undefined) throw new Error('A secret of a connection is not a text');
  // Only createSecret and updateSecret wrote it.
  return JSON.parse(SecretString) as CrmSecret;
}

/** Keeps other secrets under a name, for example a refresh token that has taken the place of the one there was. */
export async function updateSecret(name: string, secret: CrmSecret): Promise<void> {
  const put = new PutSecretValueCommand({ SecretId: name, SecretString: JSON.stringify(secret) });
  await send((secrets) => secrets.send(put));
}

/** Forgets the secrets of a connection that is no more, at once. Where that fails, they are left behind and the log says so. */
export async function forgetSecret(name: string | undefined): Promise<void> {
  if (name === undefined) return;
  const remove = new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true });
  await send((secrets) => secrets.send(remove)).catch((error: unknown) =>
    logger.failure('secret left behind', error, { secret: name }),
  );
}
