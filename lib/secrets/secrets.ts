import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { config } from '../config.ts';
import { ContactError } from '../contacts/ContactError.ts';
import { logger } from '../logger.ts';
import { refuseInRehearsal } from '../rehearsal.ts';

/** Secret texts by field name. */
export type SecretValue = Readonly<Record<string, string>>;

let client: SecretsManagerClient | undefined;

async function send<Output>(call: (client: SecretsManagerClient) => Promise<Output>): Promise<Output> {
  refuseInRehearsal();
  client ??= new SecretsManagerClient(config.awsClient(config.secretsEndpoint()));
  return call(client).catch((cause: unknown) => {
    throw new ContactError('unavailable', 'The secret store did not respond in time. Please try again.', { cause });
  });
}

/**
 * Stores a new secret in AWS Secrets Manager and returns its name, which is `path` after the stage's prefix. IAM allows
 * a function only the paths of its kinds of secret (lib/contacts/secretPaths.ts). Throws `unavailable`.
 */
export async function createSecret(path: string, value: SecretValue): Promise<string> {
  const name = `${config.secretPrefix()}/${path}`;
  const create = new CreateSecretCommand({ Name: name, SecretString: JSON.stringify(value) });
  await send((secrets) => secrets.send(create));
  return name;
}

/** Finds a secret by its name; `undefined` if it does not exist. Throws `unavailable`. */
export async function findSecret(name: string): Promise<SecretValue | undefined> {
  const get = new GetSecretValueCommand({ SecretId: name });
  const output = await send((secrets) =>
    secrets.send(get).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    }),
  );
  if (output === undefined) return undefined;
  if (output.SecretString === undefined) throw new Error('The secret is binary, not a string');
  // Only createSecret and updateSecret write secrets.
  return JSON.parse(output.SecretString) as SecretValue;
}

export type StoredSecret = {
  readonly name: string;
  /** The name without the stage's prefix. */
  readonly path: string;
  /** In epoch milliseconds. */
  readonly createdAt: number;
};

/**
 * Lists the secrets whose path begins with `path`, in pages of at most 20, without their values. Throws `unavailable`.
 */
export async function* listSecrets(path: string): AsyncGenerator<StoredSecret[]> {
  const prefix = `${config.secretPrefix()}/`;
  let NextToken: string | undefined;
  do {
    const Filters = [{ Key: 'name' as const, Values: [prefix + path] }];
    const list = new ListSecretsCommand({ Filters, MaxResults: 20, ...(NextToken && { NextToken }) });
    const page = await send((secrets) => secrets.send(list));
    yield (page.SecretList ?? []).flatMap(({ Name = '', CreatedDate }) =>
      // Secrets Manager documents a match of the prefix, but not whether it is of the whole prefix.
      Name.startsWith(prefix + path) && CreatedDate !== undefined
        ? [{ name: Name, path: Name.slice(prefix.length), createdAt: CreatedDate.getTime() }]
        : [],
    );
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
}

/** Replaces the value of an existing secret. Throws `unavailable`. */
export async function updateSecret(name: string, value: SecretValue): Promise<void> {
  const put = new PutSecretValueCommand({ SecretId: name, SecretString: JSON.stringify(value) });
  await send((secrets) => secrets.send(put));
}

/** Deletes a secret at once, without a recovery window. Never throws: logs a secret that could not be deleted. */
export async function removeSecret(name: string): Promise<void> {
  const remove = new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true });
  await send((secrets) => secrets.send(remove)).catch((error: unknown) =>
    logger.failure('secret not deleted', error, { secret: name }),
  );
}
