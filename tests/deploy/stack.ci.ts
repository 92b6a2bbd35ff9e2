import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { frameworkCommand, packaged, python, readme, shell } from './commands.ts';

/** The resource types that moto's CloudFormation skips. cfn-lint checks them. */
const notEmulated = [
  // The HTTP API: moto has API Gateway V2, but not its resources in CloudFormation.
  ...['Api', 'Stage', 'Integration', 'Route'].map((type) => `AWS::ApiGatewayV2::${type}`),
  // Alarms: moto has CloudWatch, but not its alarms in CloudFormation. The dashboard refers to them.
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  // Resource policies, which moto does not enforce either.
  'AWS::S3::BucketPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Events::EventBusPolicy',
];

const tenantId = '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10';
const stack = 'contact-service-production';
let emulator: ChildProcessByStdio<null, Readable, null>;
let url: string;

beforeAll(async () => {
  const script = join(import.meta.dirname, 'emulator.py');
  emulator = spawn(join(python, 'python'), [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await Promise.race([once(createInterface(emulator.stdout), 'line'), once(emulator, 'exit')]);
  if (emulator.exitCode !== null) throw new Error('The emulator has ended');
  url = `http://127.0.0.1:${port}`;
  await serverless('deploy');
}, 600_000);

afterAll(() => {
  emulator.kill();
});

async function serverless(name: 'deploy' | 'info' | 'remove', ...options: string[]): Promise<string> {
  return shell([await frameworkCommand(name), ...options].join(' '), url);
}

const aws = async (command: string) => JSON.parse(await shell(`aws --output json ${command}`, url));

async function outputs(): Promise<Record<string, string>> {
  const { Stacks } = await aws(`cloudformation describe-stacks --stack-name ${stack}`);
  const named = Stacks[0].Outputs.map(({ OutputKey, OutputValue }: Record<string, string>) => [OutputKey, OutputValue]);
  return Object.fromEntries(named);
}

const received = (queueUrl: string | undefined) =>
  aws(`sqs receive-message --queue-url ${queueUrl} --message-system-attribute-names All`);

const key = `'{"tenantId": {"S": "${tenantId}"}, "contactId": {"S": "#settings"}}'`;
const apiKey = `'{"tenantId": {"S": "${tenantId}"}, "keyHash": {"S": "0"}}'`;

describe('the deployed stack', () => {
  it('has every resource of the template that the emulator can create', async () => {
    const { Stacks } = await aws(`cloudformation describe-stacks --stack-name ${stack}`);
    expect(Stacks[0].StackStatus).toBe('UPDATE_COMPLETE');
    const { StackResourceSummaries } = await aws(`cloudformation list-stack-resources --stack-name ${stack}`);
    const created = StackResourceSummaries.map((resource: { LogicalResourceId: string }) => resource.LogicalResourceId);
    const file = join(packaged, 'cloudformation-template-update-stack.json');
    const { Resources } = JSON.parse(await readFile(file, 'utf8'));
    const missing = Object.keys(Resources).filter((id) => !created.includes(id));
    expect(missing.filter((id) => !notEmulated.includes(Resources[id].Type))).toEqual([]);
  });

  it('has outputs that name what exists', async () => {
    const { EventBusName, EventBusArn, ContactsTableName, ContactsTableArn, ...others } = await outputs();
    expect(await serverless('info')).toContain(`EventBusArn: ${EventBusArn}`);
    expect((await aws(`events describe-event-bus --name ${EventBusName}`)).Arn).toBe(EventBusArn);
    for (const [name, arn] of [
      [ContactsTableName, ContactsTableArn],
      [others.ApiKeysTableName, others.ApiKeysTableArn],
    ])
      expect((await aws(`dynamodb describe-table --table-name ${name}`)).Table.TableArn).toBe(arn);
    const queues = Object.keys(others).filter((name) => /(Queue|DeadLetters)Url$/.test(name));
    expect(queues).toHaveLength(16);
    for (const name of queues) {
      const attributes = await aws(`sqs get-queue-attributes --queue-url ${others[name]} --attribute-names QueueArn`);
      expect(attributes.Attributes.QueueArn).toBe(others[name.replace(/Url$/, 'Arn')]);
    }
  });

  it('delivers an event of the platform on the bus to its queue, in the message group of its tenant', async () => {
    const { EventBusName, DetectSenderQueueUrl } = await outputs();
    const entry = (source: string) => {
      const detail = JSON.stringify(JSON.stringify({ tenantId, source }));
      return `'Source=${source},DetailType=channel.message_received,EventBusName=${EventBusName},Detail=${detail}'`;
    };
    await aws(`events put-events --entries ${entry('another')} ${entry('platform')}`);
    const { Messages } = await received(DetectSenderQueueUrl);
    expect(Messages).toHaveLength(1);
    expect(JSON.parse(Messages[0].Body)).toMatchObject({ detail: { source: 'platform' } });
    expect(Messages[0].Attributes.MessageGroupId).toBe(tenantId);
  });

  it('gets dead letters back into their queue by the commands of the README', async () => {
    const { EnrichContactDeadLettersUrl, EnrichContactQueueUrl } = await outputs();
    await aws(`sqs send-message --queue-url ${EnrichContactDeadLettersUrl} --message-body dead`);
    const [, commands = ''] = /```\n(stack=.*?)```/s.exec(await readme('Dead letters')) ?? [];
    await shell(commands.replace('=DetectSender\n', '=EnrichContact\n'), url);
    expect((await received(EnrichContactQueueUrl)).Messages).toMatchObject([{ Body: 'dead' }]);
  });

  it('does not change if the same is deployed again', async () => {
    expect(await serverless('deploy')).toContain('No changes to deploy');
  });

  it('leaves the tables when it is removed, and takes them over when it is deployed again', async () => {
    await shell(`aws dynamodb put-item --table-name contacts-production --item ${key}`, url);
    await shell(`aws dynamodb put-item --table-name contacts-production-keys --item ${apiKey}`, url);
    const [, option = ''] = /add `(--param importTable=true)`/.exec(await readme('Deploy')) ?? [];
    await serverless('remove');
    await expect(outputs()).rejects.toThrow('does not exist');
    await serverless('deploy', option);
    expect((await outputs()).ContactsTableName).toBe('contacts-production');
    expect(await aws(`dynamodb get-item --table-name contacts-production --key ${key}`)).toHaveProperty('Item');
    const get = `dynamodb get-item --table-name contacts-production-keys --key ${apiKey}`;
    expect(await aws(get)).toHaveProperty('Item');
  });
});
