import { resolve } from 'node:path';

/** The project's own folder. */
export const root = resolve(import.meta.dirname, '../..');

/** Everything local listens on this address only. */
export const host = '127.0.0.1';

/** Any region that exists: engines on this machine only tell tables apart by it. */
export const region = 'us-east-1';

export const tableName = 'contacts-local';

/** What lib/config.ts and the AWS SDK are to find in the environment for the local table on the engine at `dynamodb`. */
export const localEnvironment = (dynamodb: string) => ({
  TABLE_NAME: tableName,
  DYNAMODB_ENDPOINT: dynamodb,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
});

/** What lib/config.ts is to find besides for what goes out from the functions; the bus and the secrets have names in serverless.yml. */
export const localOutlets = ({ eventsPort, secretsPort }: Pick<LocalSettings, 'eventsPort' | 'secretsPort'>) => ({
  EVENTS_ENDPOINT: `http://${host}:${eventsPort}`,
  SECRETS_ENDPOINT: `http://${host}:${secretsPort}`,
  CRM_ALLOW_LOOPBACK: 'true',
});

export interface LocalSettings {
  /** Where data, keys and the demo's description are kept. */
  directory: string;
  port: number;
  lambdaPort: number;
  dynamoDbPort: number;
  eventsPort: number;
  crmPort: number;
  secretsPort: number;
  /** URL of an engine to use in place of the embedded one. */
  dynamoDbEndpoint: string | undefined;
}

/** Ends the process with one sentence to the person who started it. */
export function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

/** What the environment says about the local service. Refuses a port that is not one, or is given twice. */
export function localSettings(env = process.env): LocalSettings {
  const ports = {
    port: port(env, 'PORT', 3000),
    lambdaPort: port(env, 'LAMBDA_PORT', 3002),
    dynamoDbPort: port(env, 'DYNAMODB_PORT', 8000),
    eventsPort: port(env, 'EVENTS_PORT', 4010),
    crmPort: port(env, 'CRM_PORT', 4020),
    secretsPort: port(env, 'SECRETS_PORT', 4030),
  };
  if (new Set(Object.values(ports)).size < Object.keys(ports).length)
    refuse('PORT, LAMBDA_PORT, DYNAMODB_PORT, EVENTS_PORT, CRM_PORT and SECRETS_PORT must be different ports.');
  return {
    ...ports,
    directory: resolve(root, env.LOCAL_DIRECTORY ?? '.local'),
    dynamoDbEndpoint: env.DYNAMODB_ENDPOINT,
  };
}

function port(env: NodeJS.ProcessEnv, name: string, standard: number): number {
  const value = env[name] ?? String(standard);
  if (!/^[1-9]\d{0,4}$/.test(value) || Number(value) > 65535)
    refuse(`${name} must be a port number from 1 to 65535, not "${value}".`);
  return Number(value);
}
