import { basename, resolve } from 'node:path';
import { alarms } from './alarms.ts';
import { bundle } from './bundle.ts';
import { type Platform, platformFaults } from './codeCache.ts';
import { dashboard } from './dashboard.ts';
import { eventBusPolicy } from './eventBusPolicy.ts';
import { importResources } from './importResources.ts';
import { type Output, outputs } from './outputs.ts';
import type { ParameterValues } from './parameters.ts';
import { queuePolicy } from './queuePolicy.ts';
import { type GivenParameters, readParameters } from './readParameters.ts';
import { role } from './role.ts';
import { writeSbom } from './sbom.ts';
import type { Action, EventSource } from './statements.ts';

/** The parts of the Serverless Framework that this plugin uses. The framework has no types for plugins. */
interface Framework {
  serviceDir: string;
  service: {
    functions: Record<string, FunctionDefinition>;
    resources: { Resources: Record<string, { Type: string }>; Outputs?: Record<string, Output> };
  };
  processedInput: { command: string; options: { param?: string[]; package?: string } };
  configurationInput: { provider: { stage: string } & Platform; params: GivenParameters['params'] };
  pluginManager: { plugins: object[] };
  /** Of an error of this class, the framework prints only the message. */
  classes: { Error: new (message: string, code: string) => Error };
  configSchemaHandler: { defineFunctionProperties(provider: string, schema: object): void };
}

interface FunctionDefinition {
  handler: string;
  actions: Action[];
  events: EventSource[];
  /** Without it, Lambda reserves no executions. 0 would allow none. */
  reservedConcurrency?: number;
  role?: string;
  package?: { artifact: string };
}

interface Zipper {
  zipFiles(files: string[], zipName: string, prefix: string): Promise<string>;
}

/**
 * Packages each function as a zip with only its bundle, without the code for JWTs where none are accepted, and the
 * module that rehearses it. Adds an IAM role per function that allows its `actions`, the alarms and the dashboard of
 * the service, the policies of the event bus and the queues, and the outputs of the stack. Writes the SBOM beside the
 * packages. With the parameter `importTable`, a deployment takes existing tables into the stack. A reserved concurrency
 * of 0 reserves none. Throws for faulty parameters, before the framework checks what it makes of them.
 */
export default class PackagePlugin {
  readonly hooks: Record<string, () => void | Promise<void>>;

  constructor(framework: Framework) {
    const { service, serviceDir, pluginManager, configSchemaHandler } = framework;
    const parameters = parametersOf(framework);
    const { package: folder = '.serverless' } = framework.processedInput.options;

    configSchemaHandler.defineFunctionProperties('aws', {
      properties: {
        actions: {
          type: 'array',
          items: {
            type: 'string',
            pattern:
              '^([A-Z][A-Za-z]+(:[A-Za-z]+)?|events:PutEvents:[a-z_.]+|secretsmanager:[A-Z][A-Za-z]+(:[a-z]+)?|(keys|limits):[A-Z][A-Za-z]+|sqs:SendMessage:[A-Za-z]+)$',
          },
        },
      },
      required: ['actions'],
    });

    /** The functions with such an event. */
    const withEvent = (find: (event: EventSource) => unknown): string[] =>
      Object.keys(service.functions)
        .filter((name) => service.functions[name]?.events.some(find))
        .map(logicalName);

    function addResources(): void {
      const { alarmTopic, tableKey, tracing } = parameters;
      const isTraced = tracing === 'Active';
      for (const [name, definition] of Object.entries(service.functions)) {
        const { actions, events } = definition;
        definition.role = `${logicalName(name)}Role`;
        // Parameters of the command line are strings.
        if (Number(definition.reservedConcurrency) === 0) delete definition.reservedConcurrency;
        service.resources.Resources[definition.role] = role(logicalName(name), actions, events, { isTraced, tableKey });
      }
      const resources = service.resources.Resources;
      const queues = Object.keys(resources).filter((id) => resources[id]?.Type === 'AWS::SQS::Queue');
      const monitored = {
        eventFunctions: withEvent(({ sqs, stream, schedule }) => sqs ?? stream ?? schedule),
        streamed: withEvent(({ stream }) => stream),
        // The alarm is about ten minutes, so one for a daily schedule would always be raised.
        scheduled: withEvent(({ schedule }) => schedule === 'rate(1 minute)'),
        tables: Object.keys(resources).filter((id) => resources[id] && isTable(resources[id])),
        queues: queues.filter((id) => !isDeadLetterQueue(id)),
        deadLetters: queues.filter(isDeadLetterQueue),
      };
      const added = alarms(monitored, alarmTopic);
      const publishers = Object.values(service.functions).filter(({ actions }) => actions.some(isPublishing));
      const publisherRoles = publishers.flatMap(({ role }) => role ?? []);
      Object.assign(resources, added, dashboard(monitored, Object.keys(added)));
      Object.assign(resources, eventBusPolicy(parameters, publisherRoles, resources));
      resources.QueuePolicy = queuePolicy(resources);
      if (tableKey) for (const table of Object.values(resources).filter(isTable)) useKey(table, tableKey);
      service.resources.Outputs = outputs(resources);
    }

    async function addArtifacts(): Promise<void> {
      const zipper = pluginManager.plugins.find(isZipper);
      if (!zipper) throw new Error('The framework has no plugin that creates zip files.');
      const outdir = resolve(serviceDir, '.build/package');
      const handlers = Object.values(service.functions).map(({ handler }) => handler.replace(/\.\w+$/, '.ts'));
      const acceptsJwts = parameters.jwtIssuer !== '';
      const codeCache = parameters.codeCache === 'true';
      const dynamoDbClient = parameters.dynamoDbClient === 'stock' ? 'stock' : 'own';
      const { deployed } = await bundle({ outdir, handlers, acceptsJwts, codeCache, dynamoDbClient });
      for (const [i, [name, definition]] of Object.entries(service.functions).entries()) {
        const artifact = await zipper.zipFiles(deployed[i] ?? [], `${name}.zip`, outdir);
        definition.package = { artifact };
        definition.handler = basename(definition.handler);
      }
    }

    function importTable(): void {
      if (parameters.importTable === 'true') importResources(pluginManager.plugins);
    }

    this.hooks = {
      'before:deploy:deploy': importTable,
      'package:initialize': addResources,
      'after:package:finalize': () => writeSbom(serviceDir, resolve(serviceDir, folder, 'sbom.cdx.json')),
      'before:package:createDeploymentArtifacts': addArtifacts,
      'before:package:function:package': addArtifacts,
    };
  }
}

/** The values of the parameters. Only a command that packages the service needs all of them. */
function parametersOf({ processedInput, configurationInput, classes }: Framework): ParameterValues {
  const { params, provider } = configurationInput;
  const options = processedInput.options.param ?? [];
  const { values, faults } = readParameters({ stage: provider.stage, params, options });
  if (values.codeCache === 'true') faults.push(...platformFaults(provider));
  if (faults.length > 0 && ['package', 'deploy', 'deploy function'].includes(processedInput.command))
    throw new classes.Error(faults.join('\n'), 'FAULTY_PARAMETERS');
  return values;
}

/** The framework's prefix for a function in the template: `updateContact` becomes `UpdateContactLambdaFunction`. */
function logicalName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const isDeadLetterQueue = (id: string): boolean => id.endsWith('DeadLetters');

const isPublishing = (action: Action): boolean => action.startsWith('events:PutEvents:');

interface Table {
  Type: 'AWS::DynamoDB::Table';
  Properties: { SSESpecification: { KMSMasterKeyId?: string } };
}

const isTable = (resource: { Type: string }): resource is Table => resource.Type === 'AWS::DynamoDB::Table';

/** Without this property, a table is encrypted with DynamoDB's key in the account. It must not be empty. */
function useKey({ Properties }: Table, key: string): void {
  Properties.SSESpecification.KMSMasterKeyId = key;
}

function isZipper(plugin: object): plugin is Zipper {
  return 'zipFiles' in plugin;
}
