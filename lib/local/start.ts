import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { connectTenant } from './crm/connectTenant.ts';
import { demoCrm } from './crm/records.ts';
import { crmToken } from './crm/token.ts';
import type { DemoTenant } from './demo.ts';
import { startDynamoDb } from './emulators/dynamodb/startDynamoDb.ts';
import type { Events } from './emulators/events/startEvents.ts';
import { greeting } from './greeting.ts';
import { jwksUri, localIssuer } from './issuer.ts';
import type { Listening } from './listen.ts';
import { isTaken } from './ports.ts';
import { findPrivateFile, writePrivateFile } from './privateFile.ts';
import { type Served, serve } from './serve.ts';
import { host, localEnvironment, localOutlets, localSettings, refuse, region, tableName } from './settings.ts';

/**
 * `npm start`: the whole service on this machine, with demo data; .local/demo.json says where and with which keys.
 *
 * The data stays in .local/ between runs.
 */
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
  if (await isTaken(number))
    refuse(`Port ${number} is taken: stop what listens there, or choose another one with ${name}=<port> npm start.`);
}

let functions: Served | undefined;
let events: Events | undefined;
let secrets: Listening | undefined;
let crm: Listening | undefined;
let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  // What is being handled may end, so that nothing has to come again.
  await events?.close();
  await Promise.all([secrets?.close(), crm?.close()]);
  if (functions) functions.stop();
  else process.exit();
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
if (process.env.npm_lifecycle_event) whenOrphaned(stop);

const demoFile = join(directory, 'demo.json');
await mkdir(directory, { recursive: true, mode: 0o700 });
// The engine comes first: two services can't have one directory, and the second is not to touch what the first one tells.
if (!dynamoDbEndpoint) {
  await startDynamoDb({ port: dynamoDbPort, directory: join(directory, 'dynamodb') }).catch(giveUp);
}
const before = await findPrivateFile<{ tenants: DemoTenant[] }>(demoFile);
await rm(demoFile, { force: true });

const dynamodb = dynamoDbEndpoint ?? `http://${host}:${dynamoDbPort}`;
Object.assign(process.env, localEnvironment(dynamodb), localOutlets(settings));
// A developer's own session must never reach the functions.
delete process.env.AWS_SESSION_TOKEN;
delete process.env.AWS_PROFILE;

const issuer = await localIssuer(join(directory, 'issuer.json'));
const parameters = {
  region,
  tableName,
  jwtIssuer: issuer.issuer,
  jwtAudience: issuer.audience,
  jwtTenantClaim: issuer.tenantClaim,
  jwtJwksUri: jwksUri(issuer),
};
functions = serve(port, lambdaPort, parameters);

functions.ended.then(() => {
  if (!stopping) console.error('The functions are no longer served; the reason stands above.');
  process.exit(stopping ? 0 : 1);
});

// Loaded only now, so that the functions start at the same time.
const { startSecrets } = await import('./emulators/secrets/startSecrets.ts');
secrets = await startSecrets({ port: secretsPort, directory }).catch(giveUp);
const { startDemoCrm } = await import('./crm/demoCrm.ts');
const token = await crmToken(join(directory, 'crm.json'));
crm = await startDemoCrm({ port: crmPort, token: token.token }).catch(giveUp);
const { createTable } = await import('./createTable.ts');
await createTable(dynamodb, tableName).catch(giveUp);
const { seedDemo } = await import('./demo.ts');
const tenants = await seedDemo(before?.tenants ?? []);
const { startEvents } = await import('./emulators/events/startEvents.ts');
await functions.ready;

const lambdaUrl = `http://${host}:${lambdaPort}`;
events = await startEvents({ port: eventsPort, directory, parameters, lambdaUrl, dynamodb, tableName }).catch(giveUp);
const url = `http://${host}:${port}`;
const [tenant] = tenants;
if (tenant)
  await connectTenant({ url, apiKey: tenant.apiKey, crmUrl: crm.url, ...token }).catch((error: Error) => {
    if (!stopping) console.error(`The demo tenant is not connected to the demo CRM: ${error.message}`);
  });
// What follows from the demo's contacts is then in them. Who ends the service meanwhile ends this too.
await events.caughtUp().catch((error) => {
  if (!stopping) throw error;
});

if (!stopping) {
  const demo = { url, lambdaUrl, dynamodb, eventsUrl: events.url, crm: { url: crm.url, ...demoCrm }, tenants };
  await writePrivateFile(demoFile, demo);
  console.log(greeting(demo));
}

function giveUp({ message }: Error): never {
  return refuse(message);
}

/** npm passes on every signal but the one that kills it. */
function whenOrphaned(then: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) then();
  }, 100);
  watch.unref();
}
