import PackagePlugin from '../../../lib/build/packagePlugin.ts';

type Options = ConstructorParameters<typeof PackagePlugin>[0];

const arn = { 'Fn::GetAtt': ['Stream', 'Arn'] };
const frameworkWith = (): Options => ({
  serviceDir: '/',
  service: {
    functions: {
      getThing: { handler: 'handlers/api/getThing.handler', actions: ['GetItem'], events: [] },
      runOften: { handler: 'handlers/events/runOften.handler', actions: [], events: [{ schedule: 'rate(1 minute)' }] },
      followStream: { handler: 'handlers/events/followStream.handler', actions: [], events: [{ stream: { arn } }] },
    },
    resources: {
      Resources: {
        ThingQueue: { Type: 'AWS::SQS::Queue' },
        ThingDeadLetters: { Type: 'AWS::SQS::Queue' },
        Table: { Type: 'AWS::DynamoDB::Table' },
      },
    },
    provider: { stage: 'dev' },
    custom: { alarmTopic: '', publisherAccounts: '', importTable: false },
  },
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

  it('adds outputs, and a policy of the event bus if other accounts may put events on it', async () => {
    const framework = frameworkWith();
    framework.service.custom.publisherAccounts = '123456789012';
    await new PackagePlugin(framework).hooks['package:initialize']?.();
    expect(framework.service.resources).toMatchObject({
      Resources: { EventBusPolicy: { Type: 'AWS::Events::EventBusPolicy' } },
      Outputs: { ThingQueueUrl: { Value: { Ref: 'ThingQueue' } } },
    });
  });

  it.each([false, 'false', true, 'true'])('imports existing resources with importTable: %p', async (importTable) => {
    const framework = frameworkWith();
    framework.service.custom.importTable = importTable;
    const deployer = { getCreateChangeSetParams: (options: object): object => options };
    framework.pluginManager.plugins.push(deployer);
    await new PackagePlugin(framework).hooks['before:deploy:deploy']?.();
    const imports = String(importTable) === 'true' ? { ImportExistingResources: true } : {};
    expect(deployer.getCreateChangeSetParams({ ChangeSetType: 'UPDATE' })).toEqual({
      ChangeSetType: 'UPDATE',
      ...imports,
    });
  });

  it('lets the functions send traces only if they are traced', async () => {
    const rolesWith = async (lambda: string | boolean) => {
      const framework = frameworkWith();
      framework.service.provider.tracing = { lambda };
      await new PackagePlugin(framework).hooks['package:initialize']?.();
      return JSON.stringify(framework.service.resources);
    };
    expect(await rolesWith('Active')).toContain('xray:PutTraceSegments');
    expect(await rolesWith(true)).toContain('xray:PutTraceSegments');
    expect(await rolesWith('PassThrough')).not.toContain('xray');
  });

  it('requires a topic for the alarms of production, and of no other stage', async () => {
    const packageFor = (stage: string, alarmTopic: string) => {
      const framework = frameworkWith();
      Object.assign(framework.service, { provider: { stage }, custom: { ...framework.service.custom, alarmTopic } });
      return async () => new PackagePlugin(framework).hooks['package:initialize']?.();
    };
    await expect(packageFor('production', '')).rejects.toThrow(
      'Alarms of production must notify somebody: add --param alarmTopic=<ARN of an SNS topic>.',
    );
    await expect(packageFor('production', 'arn:aws:sns:eu-central-1:123456789012:alarms')()).resolves.toBeUndefined();
    await expect(packageFor('test', '')()).resolves.toBeUndefined();
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
