import { join } from 'node:path';
import { parseCommandLine } from '../cli/run.ts';
import { logger } from '../logger.ts';
import { takeDemoTenants } from './demoFile.ts';
import { formatConsole } from './formatConsole.ts';
import { runParts } from './parts.ts';
import { checkPorts } from './ports.ts';
import { writePrivateFile } from './privateFile.ts';
import { localEndpoints, localEnvironment, localSettings, region, tableName, urlOf } from './settings.ts';

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
formatConsole();
const settings = localSettings();
const { directory } = settings;
const { step, add, fail } = runParts();
await checkPorts(settings).catch(fail);
logger.info('starting the contact service', { directory });

// This comes first, so that a second service cannot delete the demo.json of the first.
const { openDataDirectory } = await import('./dataDirectory.ts');
await openDataDirectory(directory).catch(fail);
const engine = add(
  await step('DynamoDB', async () => {
    const { startEngine } = await import('./startEngine.ts');
    return startEngine(settings);
  }),
);
const demoFile = join(directory, 'demo.json');
const previous = await takeDemoTenants(demoFile).catch(fail);

Object.assign(process.env, localEnvironment(engine.url), localEndpoints(settings));
// The functions must never get a developer's own AWS session.
delete process.env.AWS_SESSION_TOKEN;
delete process.env.AWS_PROFILE;

const { issuerParameters, localIssuer } = await import('./issuer.ts');
const issuer = await localIssuer(join(directory, 'issuer.json')).catch(fail);
const { allowedOrigins } = settings;
// The framework rejects a parameter without a value.
const parameters = { region, tableName, ...(allowedOrigins && { allowedOrigins }), ...issuerParameters(issuer) };
const { functions, handlers } = await step('bundle of the functions', async () => {
  const { startFunctions } = await import('./startFunctions.ts');
  return startFunctions(settings, parameters);
});
add(functions);
// Everything up to the events starts while the functions do.
const functionsReady = step('functions', () => functions.ready);

add(
  await step('Secrets Manager', async () => {
    const { startSecrets } = await import('./emulators/secrets/startSecrets.ts');
    return startSecrets({ port: settings.secretsPort, directory });
  }),
);
const { crmToken } = await import('./crm/token.ts');
const token = await crmToken(join(directory, 'crm.json')).catch(fail);
const crm = add(
  await step('demo CRM', async () => {
    const { startDemoCrm } = await import('./crm/startDemoCrm.ts');
    return startDemoCrm({ port: settings.crmPort, token });
  }),
);
await step('tables', async () => {
  const { createTables } = await import('./createTable.ts');
  const { tableProperties } = await import('./tableProperties.ts');
  await createTables(engine.url, tableName, await tableProperties());
});
const { startEvents } = await import('./emulators/events/startEvents.ts');
await functionsReady;

const lambdaUrl = urlOf(settings.lambdaPort);
const events = add(
  await step('event bus, queues and stream', () =>
    startEvents({
      port: settings.eventsPort,
      directory,
      parameters,
      lambdaUrl,
      dynamodb: engine.url,
      tableName,
      onStreamRecord: engine.onStreamRecord,
    }),
  ),
);
const url = urlOf(settings.port);
const { connectTenant, isConnectedTo } = await import('./crm/connectTenant.ts');
const tenants = await step('demo data', async () => {
  const { seedDemo } = await import('./demo.ts');
  const seeded = await seedDemo(previous, (tenant) =>
    connectTenant({ url, ...tenant, crmUrl: crm.url, token }).catch((error: Error) =>
      logger.error('the demo tenant is not connected to the demo CRM', { reason: error.message }),
    ),
  );
  // The demo contacts then have their derived companies.
  await events.caughtUp();
  return seeded;
});

const { demoCrm } = await import('./crm/records.ts');
const demo = {
  url,
  lambdaUrl,
  dynamodb: engine.url,
  eventsUrl: events.url,
  crm: { url: crm.url, ...demoCrm },
  tenants,
};
await writePrivateFile(demoFile, demo).catch(fail);
if (process.stdout.isTTY) {
  const { greeting } = await import('./greeting.ts');
  console.log(greeting(demo, await isConnectedTo(crm.url, tenants[0]?.tenantId ?? '')));
} else {
  logger.info('ready', { url, docs: `${url}/docs`, eventsUrl: events.url, demo: demoFile });
}

const { watchFunctions } = await import('./watchFunctions.ts');
watchFunctions(handlers, functions.reload);
