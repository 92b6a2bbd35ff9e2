import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import PackagePlugin from '../../../lib/build/packagePlugin.ts';

type Options = ConstructorParameters<typeof PackagePlugin>[0];

const arn = { 'Fn::GetAtt': ['Stream', 'Arn'] };
const { params } = parse((await readFile('serverless.yml', 'utf8')).replaceAll(/\$\{sls:stage\}/g, 'stage'));

const frameworkWith = (
  options: string[] = [],
  stage = 'dev',
  table = { Type: 'AWS::DynamoDB::Table', Properties: { SSESpecification: { SSEEnabled: true } } },
): Options => ({
  serviceDir: '/',
  service: {
    functions: {
      getThing: { handler: 'handlers/api/getThing.handler', actions: ['GetItem'], events: [] },
      runOften: { handler: 'handlers/events/runOften.handler', actions: [], events: [{ schedule: 'rate(1 minute)' }] },
      followStream: {
        handler: 'handlers/events/followStream.handler',
        actions: ['events:PutEvents:thing.done'],
        events: [{ stream: { arn } }],
      },
    },
    resources: {
      Resources: {
        ThingQueue: { Type: 'AWS::SQS::Queue' },
        ThingDeadLetters: { Type: 'AWS::SQS::Queue' },
        Table: table,
      },
    },
  },
  processedInput: { command: 'package', options: { param: options } },
  configurationInput: { provider: { stage, runtime: 'nodejs24.x', architecture: 'other' }, params },
  pluginManager: { plugins: [] },
  classes: { Error },
  configSchemaHandler: { defineFunctionProperties: () => {} },
});

describe('the package plugin', () => {
  it('adds a role for each function, a dashboard, and alarms for queues, dead letters, streams and schedules', async () => {
    const framework = frameworkWith();
    await new PackagePlugin(framework).hooks['package:initialize']?.();
    const { functions, resources } = framework.service;
    expect(Object.values(functions).map(({ role }) => role)).toEqual([
      'GetThingRole',
      'RunOftenRole',
      'FollowStreamRole',
    ]);
    expect(resources.Resources).toMatchObject({
      GetThingRole: { Type: 'AWS::IAM::Role' },
      FollowStreamRole: { Type: 'AWS::IAM::Role' },
      Dashboard: { Type: 'AWS::CloudWatch::Dashboard' },
    });
    const added = Object.keys(resources.Resources).filter((id) =>
      /^(GetThing|RunOften|FollowStream|Thing).*Alarm$/.test(id),
    );
    expect(added.sort()).toEqual([
      'FollowStreamLagAlarm',
      'RunOftenStoppedAlarm',
      'ThingDeadLettersAlarm',
      'ThingQueueAgeAlarm',
    ]);
  });

  it('packages what checks JWTs only with the parameters of an issuer', async () => {
    const issuer = [
      'jwtIssuer=https://issuer.example/',
      'jwtAudience=contacts',
      'jwtJwksUri=https://issuer.example/jwks',
      'jwtTenantClaim=tenant',
    ];
    const serviceDir = mkdtempSync(join(tmpdir(), 'package-'));
    const packaged = [];
    for (const options of [issuer, []]) {
      const framework = frameworkWith(options);
      framework.serviceDir = serviceDir;
      framework.service.functions = {
        getContact: { handler: 'handlers/api/getContact.handler', actions: [], events: [] },
      };
      framework.pluginManager.plugins = [{ zipFiles: async () => '' }];
      await new PackagePlugin(framework).hooks['before:package:createDeploymentArtifacts']?.();
      packaged.push(readFileSync(join(serviceDir, '.build/package/getContact.cjs'), 'utf8'));
    }
    rmSync(serviceDir, { recursive: true });
    expect(packaged.map((code) => code.includes('wrong_audience'))).toEqual([true, false]);
    expect(packaged.every((code) => code.includes('jwts_not_accepted'))).toBe(true);
  });

  it.each([
    [0, undefined],
    ['0', undefined],
    ['7', '7'],
  ])('reserves executions with reservedConcurrency: %j as %j', async (declared, reserved) => {
    const framework = frameworkWith();
    Object.assign(framework.service.functions.getThing ?? {}, { reservedConcurrency: declared });
    await new PackagePlugin(framework).hooks['package:initialize']?.();
    expect(framework.service.functions.getThing?.reservedConcurrency).toBe(reserved);
  });

  it('adds outputs, and policies of the event bus and the queues', async () => {
    const framework = frameworkWith(['publisherAccounts=123456789012']);
    await new PackagePlugin(framework).hooks['package:initialize']?.();
    expect(framework.service.resources).toMatchObject({
      Resources: {
        EventBusPolicy: { Type: 'AWS::Events::EventBusPolicy' },
        EventBusSourcePolicy: {
          Properties: {
            Statement: {
              Condition: { ArnNotEquals: { 'aws:PrincipalArn': [{ 'Fn::GetAtt': ['FollowStreamRole', 'Arn'] }] } },
            },
          },
        },
        QueuePolicy: { Properties: { Queues: [{ Ref: 'ThingQueue' }, { Ref: 'ThingDeadLetters' }] } },
      },
      Outputs: { ThingQueueUrl: { Value: { Ref: 'ThingQueue' } } },
    });
  });

  it.each(['false', 'true'])('imports existing resources with importTable: %s', async (importTable) => {
    const framework = frameworkWith([`importTable=${importTable}`]);
    const deployer = { getCreateChangeSetParams: (options: object): object => options };
    framework.pluginManager.plugins.push(deployer);
    await new PackagePlugin(framework).hooks['before:deploy:deploy']?.();
    const imports = importTable === 'true' ? { ImportExistingResources: true } : {};
    expect(deployer.getCreateChangeSetParams({ ChangeSetType: 'UPDATE' })).toEqual({
      ChangeSetType: 'UPDATE',
      ...imports,
    });
  });

  it('lets the functions send traces only if they are traced', async () => {
    const rolesWith = async (tracing: string) => {
      const framework = frameworkWith([`tracing=${tracing}`]);
      await new PackagePlugin(framework).hooks['package:initialize']?.();
      return JSON.stringify(framework.service.resources);
    };
    expect(await rolesWith('Active')).toContain('xray:PutTraceSegments');
    expect(await rolesWith('PassThrough')).not.toContain('xray');
  });

  it("encrypts every table with the customer's key, if there is one, and lets functions use it", async () => {
    const tableKey = 'arn:aws:kms:eu-central-1:123456789012:key/k';
    const keysWith = async (options: string[]) => {
      const framework = frameworkWith(options);
      await new PackagePlugin(framework).hooks['package:initialize']?.();
      return framework.service.resources.Resources;
    };
    const resources = await keysWith([`tableKey=${tableKey}`]);
    expect(resources.Table).toMatchObject({
      Properties: { SSESpecification: { SSEEnabled: true, KMSMasterKeyId: tableKey } },
    });
    expect(JSON.stringify(resources.GetThingRole)).toContain(tableKey);
    expect(JSON.stringify(await keysWith([]))).not.toMatch(/kms/i);
  });

  it('throws one sentence for each faulty parameter, for commands that package the service only', () => {
    const run = (command: string) => {
      const framework = frameworkWith(['alarmtopic=x', 'region=']);
      framework.processedInput.command = command;
      return () => new PackagePlugin(framework);
    };
    for (const command of ['package', 'deploy', 'deploy function'])
      expect(run(command)).toThrow(
        'There is no parameter alarmtopic. Did you mean alarmTopic?\n' +
          'region is missing: it must be an AWS region, for example eu-central-1.',
      );
    expect(run('info')).not.toThrow();
    expect(run('remove')).not.toThrow();
  });

  it('makes no code cache for another platform', () => {
    const framework = frameworkWith(['codeCache=true']);
    expect(() => new PackagePlugin(framework)).toThrow('the functions run on nodejs24.x (other), and this is');
    Object.assign(framework.configurationInput.provider, {
      runtime: `nodejs${process.versions.node.split('.')[0]}.x`,
      architecture: process.arch.replace('x64', 'x86_64'),
    });
    expect(() => new PackagePlugin(framework)).not.toThrow();
  });

  it('requires the actions of every function', () => {
    const schemas: unknown[] = [];
    const configSchemaHandler = { defineFunctionProperties: (_: string, schema: object) => void schemas.push(schema) };
    new PackagePlugin({ ...frameworkWith(), configSchemaHandler });
    expect(schemas).toMatchObject([{ required: ['actions'] }]);
  });

  it('throws an error if no plugin creates zip files', async () => {
    const { hooks } = new PackagePlugin(frameworkWith());
    await expect(hooks['before:package:createDeploymentArtifacts']?.()).rejects.toThrow('no plugin that creates zip');
  });
});
