import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCommandLine } from '../cli/run.ts';
import { connectTenant } from './crm/connectTenant.ts';
import { demoCrm } from './crm/records.ts';
import { crmToken } from './crm/token.ts';
import { openDataDirectory } from './dataDirectory.ts';
import { checkDataVersion } from './dataVersion.ts';
import type { DemoTenant } from './demo.ts';
import { startDynamoDb } from './emulators/dynamodb/startDynamoDb.ts';
import type { Events } from './emulators/events/startEvents.ts';
import { greeting } from './greeting.ts';
import { jwksUri, localIssuer } from './issuer.ts';
import type { Listening } from './listen.ts';
import { isInUse } from './ports.ts';
import { findPrivateFile, writePrivateFile } from './privateFile.ts';
import { type FunctionServer, serveFunctions } from './serveFunctions.ts';
import { exitWith, host, localEndpoints, localEnvironment, localSettings, region, tableName } from './settings.ts';

/**
 * `npm start`: runs the whole service on this machine, with demo data. Its URLs and keys are in .local/demo.json; the
 * data stays in .local/ between runs.
 */
const usage = `Usage:
  npm start

Runs the whole service on this machine, until Ctrl-C. Its ports and folders are environment variables, which
lib/local/README.md lists.`;

parseCommandLine(usage, {});
const settings = localSettings();
const { directory, port, lambdaPort, dynamoDbPort, eventsPort, crmPort, secretsPort, dynamoDbEndpoint } = settings;

for (const [name, number] of Object.entries({
  PORT: port,
  LAMBDA_PORT: lambdaPort,
  EVENTS_PORT: eventsPort,
  CRM_PORT: crmPort,
  SECRETS_PORT: secretsPort,
  ...(dynamoDbEndpoint ? {} : { DYNAMODB_PORT: dynamoDbPort }),
})) {
  if (await isInUse(number))
    exitWith(
      `Port ${number} is in use. Stop the program that listens there, or choose another port: ${name}=<port> npm start`,
    );
}

let functions: FunctionServer | undefined;
let events: Events | undefined;
let secrets: Listening | undefined;
let crm: Listening | undefined;
let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  // Batches in progress may finish, so that they are not delivered again.
  await events?.close();
  await Promise.all([secrets?.close(), crm?.close()]);
  if (functions) functions.stop();
  else process.exit();
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
if (process.env.npm_lifecycle_event) whenOrphaned(stop);

const demoTenant: DemoTenant = { tenantId: '', apiKey: '', readOnlyApiKey: '', contacts: [{ id: '', email: '' }] };
const demoFile = join(directory, 'demo.json');
// This comes first, so that a second service cannot delete the demo.json of the first.
await openDataDirectory(directory).catch(fail);
if (dynamoDbEndpoint) {
  const { checkEngine } = await import('./checkEngine.ts');
  await checkEngine(dynamoDbEndpoint).catch(fail);
} else {
  await checkDataVersion(directory).catch(fail);
  await startDynamoDb({ port: dynamoDbPort, directory: join(directory, 'dynamodb') }).catch(fail);
}
const previous = await findPrivateFile(demoFile, { tenants: [demoTenant] }).catch(fail);
await rm(demoFile, { force: true }).catch(fail);

const dynamodb = dynamoDbEndpoint ?? `http://${host}:${dynamoDbPort}`;
Object.assign(process.env, localEnvironment(dynamodb), localEndpoints(settings));
// The functions must never get a developer's own AWS session.
delete process.env.AWS_SESSION_TOKEN;
delete process.env.AWS_PROFILE;

const issuer = await localIssuer(join(directory, 'issuer.json')).catch(fail);
const parameters = {
  region,
  tableName,
  // The framework rejects a parameter without a value.
  ...(process.env.ALLOWED_ORIGINS ? { allowedOrigins: process.env.ALLOWED_ORIGINS } : {}),
  jwtIssuer: issuer.issuer,
  jwtAudience: issuer.audience,
  jwtTenantClaim: issuer.tenantClaim,
  jwtJwksUri: jwksUri(issuer),
};
functions = serveFunctions(port, lambdaPort, parameters);

functions.ended.then(() => {
  if (!stopping) console.error('The process that serves the functions has ended. See the error above.');
  process.exit(stopping ? 0 : 1);
});

// Imported only now, so that the functions start in the meantime.
const { startSecrets } = await import('./emulators/secrets/startSecrets.ts');
secrets = await startSecrets({ port: secretsPort, directory }).catch(fail);
const { startDemoCrm } = await import('./crm/startDemoCrm.ts');
const token = await crmToken(join(directory, 'crm.json')).catch(fail);
crm = await startDemoCrm({ port: crmPort, token: token.token }).catch(fail);
const { createTable } = await import('./createTable.ts');
await createTable(dynamodb, tableName).catch(fail);
const { seedDemo } = await import('./demo.ts');
const tenants = await seedDemo(previous?.tenants ?? []).catch(fail);
const { startEvents } = await import('./emulators/events/startEvents.ts');
await functions.ready;

const lambdaUrl = `http://${host}:${lambdaPort}`;
events = await startEvents({ port: eventsPort, directory, parameters, lambdaUrl, dynamodb, tableName }).catch(fail);
const url = `http://${host}:${port}`;
const [tenant] = tenants;
if (tenant)
  await connectTenant({ url, apiKey: tenant.apiKey, crmUrl: crm.url, ...token }).catch((error: Error) => {
    if (!stopping) console.error(`Could not connect the demo tenant to the demo CRM: ${error.message}`);
  });
// The demo contacts then have their derived companies. Rejects if the service is stopped meanwhile.
await events.caughtUp().catch((error) => {
  if (!stopping) throw error;
});

if (!stopping) {
  const demo = { url, lambdaUrl, dynamodb, eventsUrl: events.url, crm: { url: crm.url, ...demoCrm }, tenants };
  await writePrivateFile(demoFile, demo).catch(fail);
  console.log(greeting(demo));
}

function fail({ message }: Error): never {
  return exitWith(message);
}

/** Calls `then` when npm was killed by SIGKILL, the one signal that it cannot pass on. */
function whenOrphaned(then: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) then();
  }, 100);
  watch.unref();
}
