import {
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from '@aws-sdk/client-secrets-manager';

interface Event {
  client: SecretsManagerClientConfig;
  input: GetSecretValueCommandInput;
}

/** Asks for one secret, with a client of the caller's choice. */
export const handler = async ({ client, input }: Event): Promise<unknown> =>
  new SecretsManagerClient(client).send(new GetSecretValueCommand(input));
