import { randomBytes, randomUUID } from 'node:crypto';
import { AwsError } from '../AwsError.ts';
import { arn } from '../events/arn.ts';
import type { Input } from '../serveAwsJson.ts';

/** A stored secret; only its current version is kept. */
export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly versionId: string;
  readonly text: string;
  /** In seconds since 1970. */
  readonly createdAt: number;
}

export interface Outcome {
  readonly reply: object;
  /** All secrets after the operation; absent if it changed nothing. */
  readonly secrets?: readonly Secret[];
}

export type Operation = (secrets: readonly Secret[], input: Input) => Outcome;

/** The emulated operations of Secrets Manager, by name. They throw an AwsError for what they reject. */
export const operations: Readonly<Record<string, Operation>> = {
  CreateSecret(secrets, input) {
    const name = text(input, 'Name', /^[\w/+=.@-]{1,512}$/);
    const value = { versionId: versionIdOf(input), text: text(input, 'SecretString') };
    const existing = secrets.find((secret) => secret.name === name);
    // A retry of a request whose response was lost.
    if (existing && existing.versionId === value.versionId && existing.text === value.text)
      return { reply: identify(existing) };
    if (existing)
      throw new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
    const secret = {
      name,
      arn: arn('secretsmanager', `secret:${name}-${randomBytes(3).toString('hex')}`),
      ...value,
      createdAt: Math.floor(Date.now() / 1000),
    };
    return { reply: identify(secret), secrets: [...secrets, secret] };
  },

  GetSecretValue(secrets, input) {
    for (const field of ['VersionId', 'VersionStage'])
      if (input[field] !== undefined) throw new AwsError('InvalidParameterException', `${field} is not emulated.`);
    const secret = get(secrets, input);
    const { text: SecretString, createdAt: CreatedDate } = secret;
    return { reply: { ...identify(secret), SecretString, VersionStages: ['AWSCURRENT'], CreatedDate } };
  },

  PutSecretValue(secrets, input) {
    const before = get(secrets, input);
    const after = { ...before, versionId: versionIdOf(input), text: text(input, 'SecretString') };
    return {
      reply: { ...identify(after), VersionStages: ['AWSCURRENT'] },
      secrets: secrets.map((secret) => (secret === before ? after : secret)),
    };
  },

  /** Pages begin after the name in `NextToken`. */
  ListSecrets(secrets, input) {
    const { Filters: filters = [], MaxResults: size = 100, NextToken: after = '' } = input;
    const isEmulated = Array.isArray(filters) && filters.every(isNameFilter) && filters.length <= 1;
    if (!isEmulated || Object.keys(input).some((key) => !['Filters', 'MaxResults', 'NextToken'].includes(key)))
      throw new AwsError('InvalidParameterException', 'Only one filter, by the beginning of the name, is emulated.');
    const prefixes: string[] = filters[0]?.Values ?? [''];
    const found = secrets
      .filter(({ name }) => prefixes.some((prefix) => name.startsWith(prefix)) && name > String(after))
      .toSorted((one, other) => (one.name < other.name ? -1 : 1));
    const page = found.slice(0, Number(size));
    const SecretList = page.map(({ name, arn: ARN, createdAt }) => ({ ARN, Name: name, CreatedDate: createdAt }));
    return { reply: { SecretList, ...(found.length > page.length && { NextToken: page.at(-1)?.name }) } };
  },

  DeleteSecret(secrets, input) {
    if (input.ForceDeleteWithoutRecovery !== true)
      throw new AwsError('InvalidParameterException', 'Only ForceDeleteWithoutRecovery is emulated.');
    const DeletionDate = Math.floor(Date.now() / 1000);
    const secret = find(secrets, input);
    // Like AWS: deleting a missing secret succeeds, so that a retry does.
    if (!secret) return { reply: { Name: input.SecretId, DeletionDate } };
    const reply = { ARN: secret.arn, Name: secret.name, DeletionDate };
    return { reply, secrets: secrets.filter((other) => other !== secret) };
  },
};

const isNameFilter = (filter: unknown): filter is { Values: string[] } =>
  Object(filter).Key === 'name' && Array.isArray(Object(filter).Values);

const identify = (secret: Secret) => ({ ARN: secret.arn, Name: secret.name, VersionId: secret.versionId });

function find(secrets: readonly Secret[], input: Input): Secret | undefined {
  const id = text(input, 'SecretId');
  return secrets.find((secret) => secret.name === id || secret.arn === id);
}

function get(secrets: readonly Secret[], input: Input): Secret {
  const secret = find(secrets, input);
  if (secret) return secret;
  throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

function text(input: Input, field: string, pattern = /^.{1,65536}$/s): string {
  const value = input[field];
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw new AwsError('InvalidParameterException', `${field} is missing or malformed.`);
}

/** The version id. The SDK sends one per request that creates a version, the same in each retry. */
const versionIdOf = (input: Input): string =>
  input.ClientRequestToken === undefined ? randomUUID() : text(input, 'ClientRequestToken');
