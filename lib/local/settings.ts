import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve, sep } from 'node:path';

/** The project's root folder. */
export const root = resolve(import.meta.dirname, '../..');

/** The only address that the local servers listen on. */
export const host = '127.0.0.1';

/** The URL of the local server on this port. */
export const urlOf = (port: number): string => `http://${host}:${port}`;

/** The region of all local resources. Any real region works. */
export const region = 'us-east-1';

export const tableName = 'contacts-local';

/**
 * The environment in which lib/config.ts and the AWS SDK use the local table on the engine at `dynamodb`. Metrics,
 * which are lines for CloudWatch, are not printed.
 */
export const localEnvironment = (dynamodb: string) => ({
  TABLE_NAME: tableName,
  DYNAMODB_ENDPOINT: dynamodb,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  METRICS_DISABLED: 'true',
});

/** The environment in which lib/config.ts uses the local event bus, Secrets Manager and CRM. */
export const localEndpoints = ({ eventsPort, secretsPort }: Pick<LocalSettings, 'eventsPort' | 'secretsPort'>) => ({
  EVENTS_ENDPOINT: urlOf(eventsPort),
  SECRETS_ENDPOINT: urlOf(secretsPort),
  OUTBOUND_ALLOW_LOOPBACK: 'true',
});

export interface LocalSettings {
  /** The directory of the data, the keys and demo.json. */
  directory: string;
  port: number;
  lambdaPort: number;
  dynamoDbPort: number;
  eventsPort: number;
  crmPort: number;
  secretsPort: number;
  /** URL of a DynamoDB engine that replaces the embedded one. */
  dynamoDbEndpoint: string | undefined;
  /** The stage's parameter of that name. */
  allowedOrigins: string | undefined;
}

/** Prints an error message and ends the process with exit code 1. */
export function exitWith(message: string): never {
  console.error(message);
  process.exit(1);
}

/**
 * Reads the settings of the local service from the environment, in which an empty variable counts as absent. Ends the
 * process if a port, the directory or the endpoint is invalid, or a port is used twice.
 */
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
    exitWith('PORT, LAMBDA_PORT, DYNAMODB_PORT, EVENTS_PORT, CRM_PORT and SECRETS_PORT must be different ports.');
  return {
    ...ports,
    directory: dataDirectory(env),
    dynamoDbEndpoint: endpoint(env, 'DYNAMODB_ENDPOINT'),
    allowedOrigins: textOf(env, 'ALLOWED_ORIGINS'),
  };
}

/** The variable's value; `undefined` if it is not set or empty. */
const textOf = (env: NodeJS.ProcessEnv, name: string): string | undefined => env[name]?.trim() || undefined;

function port(env: NodeJS.ProcessEnv, name: string, defaultPort: number): number {
  const value = textOf(env, name) ?? String(defaultPort);
  if (!/^[1-9]\d{0,4}$/.test(value) || Number(value) > 65535)
    exitWith(`${name} must be a port number from 1 to 65535, not "${value}".`);
  return Number(value);
}

function dataDirectory(env: NodeJS.ProcessEnv): string {
  const path = textOf(env, 'LOCAL_DIRECTORY') ?? '.local';
  // In quotes, a shell passes it on as the name of a folder.
  if (path.startsWith('~')) exitWith(`LOCAL_DIRECTORY must not begin with ~, as "${path}" does: write the whole path.`);
  const directory = resolve(root, path);
  const real = realPath(directory);
  // The folders that contain people's own files: the project, the home directory, and all above them.
  if ([root, homedir()].some((folder) => join(realPath(folder), sep).startsWith(join(real, sep))))
    exitWith(`LOCAL_DIRECTORY must name a folder for the local data only, not ${directory}.`);
  return directory;
}

/** The path without symbolic links; the path itself if nothing is there. */
const realPath = (path: string): string => (existsSync(path) ? realpathSync(path) : path);

function endpoint(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = textOf(env, name);
  if (value !== undefined && !/^https?:$/.test(URL.parse(value)?.protocol ?? ''))
    exitWith(`${name} must be a URL, for example http://127.0.0.1:8000, not "${value}".`);
  return value;
}
