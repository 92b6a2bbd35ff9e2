import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCommandLine } from '../cli/run.ts';
import { logger } from '../logger.ts';
import type { DemoTenant } from './demo.ts';
import type { DynamoDb } from './emulators/dynamodb/startDynamoDb.ts';
import type { Events } from './emulators/events/startEvents.ts';
import type { Listening } from './listen.ts';
import { isInUse } from './ports.ts';
import { findPrivateFile, writePrivateFile } from './privateFile.ts';
import { printReadably } from './readableLog.ts';
import type { FunctionServer } from './serveFunctions.ts';
import { exitWith, host, localEndpoints, localEnvironment, localSettings, region, tableName } from './settings.ts';
import { onStopSignals } from './stopSignals.ts';

/**
 * `npm start`: runs the whole service on this machine, with demo data. Its URLs and keys are in .local/demo.json; the
 * data stays in .local/ between runs. Other modules are imported in the step that needs them, so that the first line
 * appears at once.
 */
const usage = `Usage:
  npm start

Runs the whole service on this machine, until Ctrl-C. Its ports and folders are environment variables, which
lib/local/README.md lists.`;

parseCommandLine(usage, {});
const settings = localSettings();
const { directory, port, lambdaPort, dynamoDbPort, eventsPort, crmPort, secretsPort, dynamoDbEndpoint } = settings;
if (process.stdout.isTTY) printReadably(process.stdout.hasColors());

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
logger.info('starting the contact service', { directory });

let engine: DynamoDb | undefined;
let functions: FunctionServer | undefined;
let events: Events | undefined;
let secrets: Listening | undefined;
let crm: Listening | undefined;
const stopping = onStopSignals(async () => {
  // Requests and batches in progress may finish; a batch would be delivered again.
  await Promise.all([functions?.finishRequests(), events?.finishBatches()]);
  await events?.close();
  await Promise.all([functions?.end(), secrets?.close(), crm?.close()]);
  await engine?.close();
});

const demoTenant: DemoTenant = { tenantId: '', apiKey: '', readOnlyApiKey: '', contacts: [{ id: '', email: '' }] };
const demoFile = join(directory, 'demo.json');
// This comes first, so that a second service cannot delete the demo.json of the first.
const { openDataDirectory } = await import('./dataDirectory.ts');
await openDataDirectory(directory).catch(fail);
engine = await step('DynamoDB', async () => {
  if (dynamoDbEndpoint) {
    const { checkEngine } = await import('./checkEngine.ts');
    await checkEngine(dynamoDbEndpoint);
    return undefined;
  }
  const { checkDataVersion } = await import('./dataVersion.ts');
  await checkDataVersion(directory);
  const { startDynamoDb } = await import('./emulators/dynamodb/startDynamoDb.ts');
  return startDynamoDb({ port: dynamoDbPort, directory: join(directory, 'dynamodb') });
});
const previous = await findPrivateFile(demoFile, { tenants: [demoTenant] }).catch(fail);
await rm(demoFile, { force: true }).catch(fail);

const dynamodb = dynamoDbEndpoint ?? `http://${host}:${dynamoDbPort}`;
Object.assign(process.env, localEnvironment(dynamodb), localEndpoints(settings));
// The functions must never get a developer's own AWS session.
delete process.env.AWS_SESSION_TOKEN;
delete process.env.AWS_PROFILE;

const { jwksUri, localIssuer } = await import('./issuer.ts');
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
const eventsUrl = `http://${host}:${eventsPort}`;
const { definitions, handlers, file } = await step('bundle of the functions', async () => {
  const { readFunctionDefinitions } = await import('./functionDefinitions.ts');
  const read = await readFunctionDefinitions(parameters, eventsUrl);
  const { buildFunctions } = await import('./buildFunctions.ts');
  return { ...read, ...(await buildFunctions(read.handlers)) };
});
const { serveFunctions } = await import('./serveFunctions.ts');
const served = serveFunctions({ definitions, file, port, lambdaPort });
functions = served;
served.ended.then(() => {
  if (!stopping.isStopping) exitWith('The thread that serves the functions has ended. See the error above.');
});
// Everything up to the events starts while the functions do.
const functionsReady = step('functions', () => served.ready);

secrets = await step('Secrets Manager', async () => {
  const { startSecrets } = await import('./emulators/secrets/startSecrets.ts');
  return startSecrets({ port: secretsPort, directory });
});
const { token, url: crmUrl } = await step('demo CRM', async () => {
  const { crmToken } = await import('./crm/token.ts');
  const { startDemoCrm } = await import('./crm/startDemoCrm.ts');
  const created = await crmToken(join(directory, 'crm.json'));
  crm = await startDemoCrm({ port: crmPort, token: created.token });
  return { token: created.token, url: crm.url };
});
await step('table', async () => {
  const { createTable } = await import('./createTable.ts');
  const { tableProperties } = await import('./tableProperties.ts');
  await createTable(dynamodb, tableName, await tableProperties());
});
const { startEvents } = await import('./emulators/events/startEvents.ts');
await functionsReady;

const lambdaUrl = `http://${host}:${lambdaPort}`;
const running = await step('event bus, queues and stream', async () =>
  startEvents({
    port: eventsPort,
    directory,
    parameters,
    lambdaUrl,
    dynamodb,
    tableName,
    onStreamRecord: engine?.onStreamRecord,
  }),
);
events = running;
const url = `http://${host}:${port}`;
const { connectTenant, connectedUrl } = await import('./crm/connectTenant.ts');
const tenants = await step('demo data', async () => {
  const { seedDemo } = await import('./demo.ts');
  const seeded = await seedDemo(previous?.tenants ?? [], (apiKey) =>
    connectTenant({ url, apiKey, crmUrl, token }).catch((error: Error) =>
      logger.error('the demo tenant is not connected to the demo CRM', { reason: error.message }),
    ),
  );
  // The demo contacts then have their derived companies.
  await running.caughtUp();
  return seeded;
});
const isConnected = (await connectedUrl({ url, apiKey: tenants[0]?.apiKey ?? '' }).catch(fail)) === crmUrl;
const { demoCrm } = await import('./crm/records.ts');
const demo = { url, lambdaUrl, dynamodb, eventsUrl, crm: { url: crmUrl, ...demoCrm }, tenants };
await writePrivateFile(demoFile, demo).catch(fail);
const { greeting } = await import('./greeting.ts');
console.log(greeting(demo, isConnected));

const { watchFunctions } = await import('./watchFunctions.ts');
watchFunctions(handlers, served.reload);

/** Runs one step of the start and logs its duration. Ends the process with the step's error. */
async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work().catch(fail);
  logger.info('started', { what, ms: Math.round(performance.now() - start) });
  return result;
}

/** Ends the process with an error, or waits for its end if it is being stopped, which makes other steps fail. */
function fail(error: Error): Promise<never> {
  return stopping.isStopping ? new Promise(() => {}) : exitWith(error.message);
}
