import { randomBytes, randomUUID } from 'node:crypto';
import { AwsError } from '../AwsError.ts';
import { arn } from '../events/arn.ts';
import type { Input } from '../serveAwsJson.ts';

/** A secret as it is kept; of its versions only the current one is. */
export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly versionId: string;
  readonly text: string;
  /** Seconds since 1970. */
  readonly createdAt: number;
}

export interface Outcome {
  readonly reply: object;
  /** All secrets that there are now; absent where nothing has changed. */
  readonly secrets?: readonly Secret[];
}

export type Operation = (secrets: readonly Secret[], input: Input) => Outcome;

/** What is understood of Secrets Manager, by the names of its operations: what each answers, and makes of the secrets. */
export const operations: Readonly<Record<string, Operation>> = {
  CreateSecret(secrets, input) {
    const name = text(input, 'Name', /^[\w/+=.@-]{1,512}$/);
    const value = { versionId: tokenOf(input), text: text(input, 'SecretString') };
    const there = secrets.find((secret) => secret.name === name);
    // The answer to the first request may have been lost.
    if (there && there.versionId === value.versionId && there.text === value.text) return { reply: told(there) };
    if (there)
      throw new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
    const secret = {
      name,
      arn: arn('secretsmanager', `secret:${name}-${randomBytes(3).toString('hex')}`),
      ...value,
      createdAt: Math.floor(Date.now() / 1000),
    };
    return { reply: told(secret), secrets: [...secrets, secret] };
  },

  GetSecretValue(secrets, input) {
    for (const field of ['VersionId', 'VersionStage'])
      if (input[field] !== undefined) throw new AwsError('InvalidParameterException', `${field} is not emulated.`);
    const secret = get(secrets, input);
    const { text: SecretString, createdAt: CreatedDate } = secret;
    return { reply: { ...told(secret), SecretString, VersionStages: ['AWSCURRENT'], CreatedDate } };
  },

  PutSecretValue(secrets, input) {
    const before = get(secrets, input);
    const after = { ...before, versionId: tokenOf(input), text: text(input, 'SecretString') };
    return {
      reply: { ...told(after), VersionStages: ['AWSCURRENT'] },
      secrets: secrets.map((secret) => (secret === before ? after : secret)),
    };
  },

  DeleteSecret(secrets, input) {
    if (input.ForceDeleteWithoutRecovery !== true)
      throw new AwsError('InvalidParameterException', 'Only ForceDeleteWithoutRecovery is emulated.');
    const DeletionDate = Math.floor(Date.now() / 1000);
    const secret = find(secrets, input);
    // Like AWS, which then takes a repeated request for one that has succeeded.
    if (!secret) return { reply: { Name: input.SecretId, DeletionDate } };
    const reply = { ARN: secret.arn, Name: secret.name, DeletionDate };
    return { reply, secrets: secrets.filter((other) => other !== secret) };
  },
};

const told = (secret: Secret) => ({ ARN: secret.arn, Name: secret.name, VersionId: secret.versionId });

function find(secrets: readonly Secret[], input: Input): Secret | undefined {
  const id = text(input, 'SecretId');
  return secrets.find((secret) => secret.name === id || secret.arn === id);
}

function get(secrets: readonly Secret[], input: Input): Secret {
  const secret = find(secrets, input);
  if (secret) return secret;
  throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

function text(input: Input, field: string, form = /^.{1,65536}$/s): string {
  const value = input[field];
  if (typeof value === 'string' && form.test(value)) return value;
  throw new AwsError('InvalidParameterException', `${field} must be a text of a permitted form.`);
}

/** The SDK sends one with every request that makes a version, the same for each attempt. */
const tokenOf = (input: Input): string =>
  input.ClientRequestToken === undefined ? randomUUID() : text(input, 'ClientRequestToken');
