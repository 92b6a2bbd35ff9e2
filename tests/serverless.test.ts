import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { isDeepStrictEqual, promisify } from 'node:util';
import { parse } from 'yaml';
import { readContracts, readEvents } from '../lib/build/contracts.ts';
import type { EventSource } from '../lib/build/statements.ts';
import { config } from '../lib/config.ts';
import { ownSource } from '../lib/events/ownSource.ts';
import { type Listening, listen } from '../lib/local/listen.ts';

const root = resolve(import.meta.dirname, '..');
const run = promisify(execFile);

interface Template {
  Resources: Record<string, Resource>;
  Outputs: Record<string, object>;
}
interface Resource {
  Type: string;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Properties: Record<string, unknown>;
}
interface Statement {
  Action: string[];
  Resource: unknown;
}
interface RoleProperties {
  Policies: { PolicyDocument: { Statement: Statement[] } }[];
}

/** A partition of limits holds nothing else. */
const limitStatement = {
  Effect: 'Allow',
  Action: ['dynamodb:UpdateItem'],
  Resource: { 'Fn::GetAtt': ['ContactsTable', 'Arn'] },
  Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['limits#*'] } },
};

const streamActions = ['DescribeStream', 'GetShardIterator', 'GetRecords', 'ListStreams'];
const secretsOf = (kind: string) => ({
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':secretsmanager:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
      ':secret:',
      { Ref: 'ContactsTable' },
      `/${kind}/*`,
    ],
  ],
});
const table = { 'Fn::GetAtt': ['ContactsTable', 'Arn'] };
/** IAM cannot limit it to some secrets. */
const listing = 'secretsmanager:ListSecrets';

const directory = join(root, '.serverless');
/** A server in place of all of AWS. It closes every connection without an answer. */
let aws: Listening;
/** The requests to it. */
const requests = new Set<string>();
/** What the README's command for a deployment printed, with an exit code if it failed. */
let deployment: { code?: number; stdout: string };
let template: Template;
let functions: [name: string, definition: { actions: string[]; timeout?: unknown; events: EventSource[] }][];

beforeAll(async () => {
  aws = await listen(0, async (request, response) => {
    const { Action, StackName } = Object.fromEntries(new URLSearchParams(await text(request)));
    requests.add(`${Action} ${StackName}`);
    response.destroy();
  });
  const [, command = ''] = /^npx serverless (deploy .*)$/m.exec(await readFile(join(root, 'README.md'), 'utf8')) ?? [];
  await rm(directory, { recursive: true, force: true });
  // It packages the service first, so all tests of the template share this run.
  deployment = await serverless(...command.split(' ')).catch((error) => error);
  const file = join(directory, 'cloudformation-template-update-stack.json');
  const packaged = await readFile(file, 'utf8').catch((cause) => {
    throw new Error(`The service could not be packaged: ${deployment.stdout}`, { cause });
  });
  template = JSON.parse(packaged);
  functions = Object.entries(parse(await readFile(join(root, 'serverless.yml'), 'utf8')).functions);
});

afterAll(() => aws.close());

it('the deploy command of the README packages the service and gets as far as the network', () => {
  expect(deployment).toMatchObject({ code: 1, stdout: expect.stringContaining('socket hang up') });
  expect([...requests]).toContain('DescribeStacks contact-service-production');
});

describe('the package', () => {
  it('has one zip per function with only its bundle, and the module that rehearses it', async () => {
    const rehearsed = (await readContracts()).filter(({ scope }) => scope).map(({ operationId }) => operationId);
    for (const [name] of functions) {
      const entries = [`${name}.cjs`, ...(rehearsed.includes(name) ? [`${name}.mjs`] : [])];
      expect(zipEntries(await readFile(join(directory, `${name}.zip`))).toSorted()).toEqual(entries);
      expect(lambda(name)).toMatchObject({
        Handler: `${name}.handler`,
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
      });
    }
  });

  it('has an SBOM of every package in the bundles, which names no registry', async () => {
    const text = await readFile(join(directory, 'sbom.cdx.json'), 'utf8');
    const { metadata, components, dependencies } = JSON.parse(text);
    expect(metadata.component.name).toBe('contact-service');
    const refs: string[] = components.map((component: Record<string, string>) => component['bom-ref']);
    expect(refs).toEqual([...new Set(refs)]);
    const nameOf = (ref: string) => ref.replace(/@[^@]*$/, '');
    const maps = functions.map(([name]) => readFile(join(root, '.build/package', `${name}.cjs.map`), 'utf8'));
    const bundled = new Set((await Promise.all(maps)).flatMap((map) => JSON.parse(map).sources.flatMap(packageOf)));
    expect(bundled.size).toBeGreaterThan(10);
    // Source maps name the version of a copy in another package only.
    expect([...bundled].filter((name) => !refs.includes(name) && !refs.map(nameOf).includes(name))).toEqual([
      // A part of the client that is no package of its own.
      '@modelcontextprotocol/core-internal',
    ]);
    expect(refs.map(nameOf)).toContain('swagger-ui-dist');
    expect(refs.map(nameOf)).not.toContain('jest');
    const linked = dependencies.flatMap(({ dependsOn }: { dependsOn: string[] }) => dependsOn);
    expect(linked.filter((ref: string) => !refs.includes(ref))).toEqual([]);
    expect(text.match(/https?:\/\/[^/"]+/g)).toEqual(['http://cyclonedx.org']);
  });

  it('gives each function its own role, with only the declared actions on the contacts table', () => {
    for (const [name, { actions }] of functions) {
      const roleName = `${capitalised(name)}Role`;
      expect(lambda(name).Role).toEqual({ 'Fn::GetAtt': [roleName, 'Arn'] });
      const statements = statementsOf(properties(roleName));
      const own = actions.filter((action) => !action.includes(':'));
      const isLimited = actions.includes('limits:UpdateItem');
      expect(statements.filter(({ Resource }) => isDeepStrictEqual(Resource, table))).toEqual([
        ...(own.length === 0
          ? []
          : [{ Effect: 'Allow', Action: own.map((action) => `dynamodb:${action}`), Resource: table }]),
        ...(isLimited ? [limitStatement] : []),
      ]);
    }
  });

  it('allows every endpoint with a scope to update limits', async () => {
    const scoped = (await readContracts()).filter(({ scope }) => scope).map(({ operationId }) => operationId);
    const limited = functions.filter(([, { actions }]) => actions.includes('limits:UpdateItem')).map(([name]) => name);
    expect(limited.sort()).toEqual(scoped.sort());
  });

  it('allows every endpoint with a scope to read API keys', async () => {
    const scoped = (await readContracts()).filter(({ scope }) => scope).map(({ operationId }) => operationId);
    const actionsOf = new Map(functions.map(([name, { actions }]) => [name, actions]));
    expect(scoped.filter((name) => !actionsOf.get(name)?.includes('keys:GetItem'))).toEqual([]);
  });

  it('allows only the endpoints of API keys to do more with the table of keys', () => {
    const isOther = (action: string) => action.startsWith('keys:') && action !== 'keys:GetItem';
    const others = functions.filter(([, { actions }]) => actions.some(isOther)).map(([name]) => name);
    expect(others.filter((name) => !/ApiKey/.test(name))).toEqual([]);
    for (const [name, { actions }] of functions.filter(([, { events }]) => !events.some((event) => 'httpApi' in event)))
      expect([name, actions.filter((action) => action.startsWith('keys:'))]).toEqual([name, []]);
  });

  it('allows each function to write its own log', () => {
    for (const [name] of functions) {
      expect(statementsOf(properties(`${capitalised(name)}Role`))).toContainEqual({
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [`${capitalised(name)}LogGroup`, 'Arn'] },
      });
    }
  });

  it('allows each function only its tables, its log, its queue or stream, and its declared actions', () => {
    for (const [name, { events, actions }] of functions) {
      const statements = statementsOf(properties(`${capitalised(name)}Role`));
      const logGroup = { 'Fn::GetAtt': [`${capitalised(name)}LogGroup`, 'Arn'] };
      const own = statements.filter(
        ({ Resource }) => ![logGroup, table].some((each) => isDeepStrictEqual(Resource, each)),
      );
      const declared = (service: string) => actions.filter((action) => action.startsWith(`${service}:`));
      const onSecrets = (kind: string) => {
        const own = declared('secretsmanager').filter((action) => action.endsWith(`:${kind}`));
        return own.length > 0 ? [[secretsOf(kind), own.map((action) => action.replace(`:${kind}`, ''))]] : [];
      };
      const wanted = [
        ...declared('Query').map((action) => [
          { 'Fn::Join': ['/', [table, 'index', action.slice(6)]] },
          ['dynamodb:Query'],
        ]),
        ...(declared('keys').length > 0
          ? [[arnOf('ApiKeysTable'), declared('keys').map((action) => action.replace('keys', 'dynamodb'))]]
          : []),
        ...(declared('events').length > 0 ? [[{ 'Fn::GetAtt': ['EventBus', 'Arn'] }, ['events:PutEvents']]] : []),
        ...declared('sqs').map((action) => [arnOf(action.replace('sqs:SendMessage:', '')), ['sqs:SendMessage']]),
        ...onSecrets('crm'),
        ...onSecrets('webhook'),
        ...(actions.includes(listing) ? [['*', [listing]]] : []),
        ...events.flatMap(({ sqs, stream }) => [
          ...(sqs ? [[sqs.arn, ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']]] : []),
          ...(stream ? [[stream.arn, streamActions.map((action) => `dynamodb:${action}`)]] : []),
          ...(stream?.destinations ? [[stream.destinations.onFailure.arn, ['sqs:SendMessage']]] : []),
        ]),
      ];
      expect(own.map(({ Resource, Action }) => [Resource, Action])).toEqual(wanted);
    }
  });

  it('delivers the messages of each queue to its function, reports single failures and keeps dead letters', () => {
    const consumers = consumersOf('sqs');
    expect(consumers).toContain('detectSender');
    for (const name of consumers.map(capitalised)) {
      const { RedrivePolicy, VisibilityTimeout } = properties(`${name}Queue`);
      expect(RedrivePolicy).toEqual({ deadLetterTargetArn: arnOf(`${name}DeadLetters`), maxReceiveCount: 10 });
      // A shorter one would let SQS deliver a message again while a function still handles it.
      expect(Number(VisibilityTimeout)).toBeGreaterThanOrEqual(Number(lambda(name).Timeout));
      const mappings = all('AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties);
      expect(mappings).toContainEqual(
        expect.objectContaining({
          EventSourceArn: arnOf(`${name}Queue`),
          FunctionResponseTypes: ['ReportBatchItemFailures'],
        }),
      );
    }
  });

  it('routes events to a queue by rules of the event bus, which use its dead-letter queue and a message group per tenant', () => {
    // Only dispatchWebhooks sends to its queue.
    const names = consumersOf('sqs')
      .filter((name) => name !== 'deliverWebhook')
      .map(capitalised);
    const targets = names.map((name) => ({
      Id: 'queue',
      Arn: arnOf(`${name}Queue`),
      DeadLetterConfig: { Arn: arnOf(`${name}DeadLetters`) },
      SqsParameters: { MessageGroupId: '$.detail.tenantId' },
    }));
    // The rule of a schedule has no pattern and no bus.
    const rules = all('AWS::Events::Rule').flatMap(({ Properties }) => (Properties.EventPattern ? [Properties] : []));
    for (const { EventBusName, Targets } of rules) {
      expect(EventBusName).toEqual({ Ref: 'EventBus' });
      expect(targets).toEqual(expect.arrayContaining(Object(Targets)));
    }
    expect(rules.flatMap(({ Targets }) => Targets)).toEqual(expect.arrayContaining(targets));
  });

  it('declares only types of events that have a schema, and rules only for those and for sources that publish them', async () => {
    const types = (await readEvents()).map(([, { detailType }]) => detailType);
    const published = functions.flatMap(([, { actions }]) =>
      actions.flatMap((action) => /^events:PutEvents:(.*)$/.exec(action)?.[1] ?? []),
    );
    expect(published.filter((type) => !types.includes(type))).toEqual([]);
    const patterns = all('AWS::Events::Rule').flatMap(({ Properties }) => Object(Properties.EventPattern ?? []));
    for (const { source, 'detail-type': matched } of patterns) {
      const isOwn = isDeepStrictEqual(source, [ownSource]);
      if (!isOwn) expect(source).toEqual({ 'Fn::Split': [',', 'platform'] });
      for (const type of matched.map((each: string | { prefix: string }) => Object(each).prefix ?? each))
        expect([type, published.includes(type)]).toEqual([type, isOwn]);
    }
  });

  it("denies the service's own source to everybody but the functions that publish", () => {
    const publishing = functions.filter(([, { actions }]) => actions.some((action) => action.startsWith('events:')));
    expect(publishing.length).toBeGreaterThan(0);
    expect(properties('EventBusSourcePolicy').Statement).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Condition: {
        'ForAnyValue:StringEquals': { 'events:source': ownSource },
        ArnNotEquals: { 'aws:PrincipalArn': publishing.map(([name]) => arnOf(`${capitalised(name)}Role`)) },
      },
    });
  });

  it('requires TLS for every queue and the bus', () => {
    const queues = Object.keys(template.Resources).filter((id) => template.Resources[id]?.Type === 'AWS::SQS::Queue');
    const [deny] = Object(properties('QueuePolicy').PolicyDocument).Statement;
    const Condition = { Bool: { 'aws:SecureTransport': 'false' } };
    expect(deny).toEqual({ Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: queues.map(arnOf), Condition });
    expect(properties('EventBusTransportPolicy').Statement).toMatchObject({ Effect: 'Deny', Condition });
  });

  it('reads only contacts from the stream of the table, with two functions, and keeps each record that fails finally', () => {
    const EventSourceArn = { 'Fn::GetAtt': ['ContactsTable', 'StreamArn'] };
    const mappings = all('AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties);
    expect(mappings.filter((mapping) => isDeepStrictEqual(mapping.EventSourceArn, EventSourceArn))).toHaveLength(2);
    for (const queue of ['PublishChangeDeadLetters', 'ProjectChangeDeadLetters'])
      expect(mappings).toContainEqual(
        expect.objectContaining({
          EventSourceArn,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          BisectBatchOnFunctionError: true,
          StartingPosition: 'TRIM_HORIZON',
          DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [queue, 'Arn'] } } },
          FilterCriteria: {
            Filters: [
              { Pattern: '{"dynamodb":{"NewImage":{"updatedAt":{"S":[{"exists":true}]}}}}' },
              { Pattern: '{"dynamodb":{"OldImage":{"updatedAt":{"S":[{"exists":true}]}}}}' },
            ],
          },
        }),
      );
  });

  it('has no other roles, and wildcards only for the secrets of one kind, listing them, and limits', () => {
    const roles = all('AWS::IAM::Role');
    expect(roles).toHaveLength(functions.length);
    const lists = JSON.stringify({ Effect: 'Allow', Action: [listing], Resource: '*' });
    const allowed = [...['crm', 'webhook'].map((kind) => JSON.stringify(secretsOf(kind))), 'limits#*'];
    const rest = allowed.reduce((text, each) => text.replaceAll(each, ''), JSON.stringify(roles)).split(lists);
    expect(rest).toHaveLength(2);
    expect(rest.join().match(/.{50}[*]/)).toBeNull();
  });

  it('has an on-demand table with stream, TTL, recovery for 7 days and KMS encryption, which is deleted only if its creation is rolled back', () => {
    expect(template.Resources.ContactsTable).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        TableName: 'contacts-production',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'tenantId', KeyType: 'HASH' },
          { AttributeName: 'contactId', KeyType: 'RANGE' },
        ],
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        DeletionProtectionEnabled: true,
      },
    });
  });

  it('has a table of API keys with the same protection, whose name the functions know', () => {
    const protectedAs = ({ DeletionPolicy, UpdateReplacePolicy, Properties }: Resource) => {
      const { BillingMode, PointInTimeRecoverySpecification, SSESpecification, DeletionProtectionEnabled } = Properties;
      return [
        ...[DeletionPolicy, UpdateReplacePolicy, BillingMode, PointInTimeRecoverySpecification],
        ...[SSESpecification, DeletionProtectionEnabled],
      ];
    };
    const [contacts, keys, ...others] = all('AWS::DynamoDB::Table');
    if (!contacts || !keys) throw new Error('The template lacks a table');
    expect(others).toEqual([]);
    expect(protectedAs(keys)).toEqual(protectedAs(contacts));
    process.env.TABLE_NAME = String(contacts.Properties.TableName);
    expect(keys.Properties).toMatchObject({
      TableName: config.apiKeysTableName(),
      KeySchema: [
        { AttributeName: 'tenantId', KeyType: 'HASH' },
        { AttributeName: 'keyHash', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'deleteAt', Enabled: true },
    });
  });

  it('has only indexes that a function may query, and every index that a function queries', () => {
    const { GlobalSecondaryIndexes } = properties('ContactsTable');
    const queried = functions.flatMap(([, { actions }]) => actions.filter((action) => action.startsWith('Query:')));
    const indexes = Object(GlobalSecondaryIndexes).map(({ IndexName }: { IndexName: string }) => `Query:${IndexName}`);
    expect(indexes.sort()).toEqual([...new Set(queried)].sort());
  });

  it('traces no function, unless a parameter says so', () => {
    for (const { Properties } of all('AWS::Lambda::Function'))
      expect(Properties.TracingConfig).toEqual({ Mode: 'PassThrough' });
  });

  it('sets a retention time for every log', () => {
    const groups = all('AWS::Logs::LogGroup');
    expect(groups).toHaveLength(functions.length + 1);
    for (const group of groups) expect(group.Properties.RetentionInDays).toBe(90);
  });

  it('throttles the API, and logs its requests without IP address, path and query string', () => {
    const stage = properties('HttpApiStage');
    expect(stage).toMatchObject({ DefaultRouteSettings: { ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000 } });
    const { Format } = stage.AccessLogSettings as { Format: string };
    expect(Object.values(JSON.parse(Format))).toEqual(
      expect.arrayContaining(['$context.routeKey', '$context.status', '$context.requestId']),
    );
    // The function sends this id as x-request-id.
    expect(JSON.parse(Format).requestId).toBe('$context.integration.requestId');
    expect(Format).not.toMatch(/sourceIp|query|path|userAgent/i);
  });

  it('limits the requests of each tenant and credential', () => {
    for (const [name] of functions)
      expect(lambda(name).Environment).toMatchObject({
        Variables: { TENANT_REQUESTS_PER_SECOND: '100', CREDENTIAL_REQUESTS_PER_SECOND: '50' },
      });
  });

  it('throttles the routes that call a CRM or a webhook by themselves, once they exist', () => {
    const { Properties, DependsOn = [] } = Object(template.Resources.HttpApiStage);
    const routes = Object.keys(Properties.RouteSettings);
    const calling = ['PUT /api/crm-connection', 'POST /api/crm-connection/test', 'POST /api/webhooks/{id}/test'];
    expect(routes).toEqual(calling);
    expect(DependsOn.map((id: string) => properties(id).RouteKey)).toEqual(expect.arrayContaining(routes));
    for (const settings of Object.values(Properties.RouteSettings))
      expect(settings).toEqual({ DetailedMetricsEnabled: true, ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 });
  });

  it('reserves executions for the functions that call a CRM or test a webhook, and for no other', () => {
    const reserved = functions.flatMap(([name]) => {
      const { ReservedConcurrentExecutions } = lambda(name);
      return ReservedConcurrentExecutions === undefined ? [] : [[name, ReservedConcurrentExecutions]];
    });
    const calling = ['putCrmConnection', 'testCrmConnection', 'testWebhook', 'resolveInCrm'];
    expect(reserved).toEqual(calling.map((name) => [name, 10]));
  });

  it('limits how many executions each queue may occupy, so that reserved ones are never too few', () => {
    for (const name of consumersOf('sqs')) {
      const mapping = all('AWS::Lambda::EventSourceMapping').find(({ Properties }) =>
        isDeepStrictEqual(Properties.EventSourceArn, arnOf(`${capitalised(name)}Queue`)),
      );
      const { MaximumConcurrency } = Object(mapping?.Properties.ScalingConfig);
      expect(MaximumConcurrency).toBe({ resolveInCrm: 10, deliverWebhook: 50 }[name] ?? 20);
      const { ReservedConcurrentExecutions = MaximumConcurrency } = lambda(name);
      expect(ReservedConcurrentExecutions).toBeGreaterThanOrEqual(MaximumConcurrency);
    }
  });

  it('has outputs for the API, the bus, the tables, the dashboard, and each queue', () => {
    const queues = Object.keys(template.Resources).filter((id) => template.Resources[id]?.Type === 'AWS::SQS::Queue');
    expect(Object.keys(template.Outputs)).toEqual(
      expect.arrayContaining([
        ...['HttpApiUrl', 'EventBusName', 'EventBusArn', 'ContactsTableName', 'ContactsTableArn', 'DashboardUrl'],
        ...['ApiKeysTableName', 'ApiKeysTableArn'],
        ...queues.flatMap((id) => [`${id}Url`, `${id}Arn`]),
      ]),
    );
  });

  it('is within the limits of CloudFormation', () => {
    expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(500);
    expect(Object.keys(template.Outputs).length).toBeLessThanOrEqual(200);
    // The framework passes it by its URL; as the body of a request it could have 51,200 bytes.
    expect(Buffer.byteLength(JSON.stringify(template))).toBeLessThanOrEqual(1_000_000);
  });

  it('has a few alarms, and not one for each function', () => {
    const names = Object.keys(template.Resources).filter((id) => id.endsWith('Alarm'));
    expect(names).toHaveLength(all('AWS::CloudWatch::Alarm').length);
    const [queues, deadLetters] = [queuesWith(/Queue$/), queuesWith(/DeadLetters$/)];
    expect([queues.length > 0, deadLetters.length > 0]).toEqual([true, true]);
    expect(names.sort()).toEqual(
      [
        ...['ApiErrors', 'ApiLatency', 'EventErrors', 'EventErrors2', 'FailedLogins'],
        ...['FunctionThrottles', 'WebhooksDisabled', 'ScheduleDeliveriesStopped'],
        ...['ContactsTableThrottles', 'ApiKeysTableThrottles'],
        ...queues.map((id) => `${id}Age`),
        ...deadLetters,
        ...consumersOf('stream').map((name) => `${capitalised(name)}Lag`),
        ...['ScheduleResolutionStopped', 'SweepContactsStopped'],
      ]
        .map((name) => `${name}Alarm`)
        .sort(),
    );
    expect(names.length).toBeLessThan(functions.length);
  });

  it('has an alarm for old messages that the redelivery of a failed message does not raise', () => {
    for (const id of queuesWith(/Queue$/)) {
      // SQS does not count messages that it has delivered three times.
      const oldest = 3 * Number(properties(id).VisibilityTimeout);
      expect(properties(`${id}AgeAlarm`).Threshold).toBeGreaterThan(oldest);
    }
  });

  it('has alarms and a dashboard that refer to its resources only', () => {
    const texts = [...all('AWS::CloudWatch::Alarm'), ...all('AWS::CloudWatch::Dashboard')].map((each) =>
      JSON.stringify(each),
    );
    const referred = texts.flatMap((text) => [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, name = '']) => name));
    expect(referred.length).toBeGreaterThan(50);
    const ids = new Set(referred.filter((name) => name !== 'AWS::Region').map((name) => name.split('.', 1).join()));
    expect([...ids].filter((id) => !template.Resources[id])).toEqual([]);
  });

  it('cannot be packaged with faulty parameters, for each of which there is one sentence', async () => {
    const faulty = ['--param', 'alarmtopic=x', '--param', 'logRetentionDays=8'];
    const { stdout } = await serverless('package', '--stage', 'production', ...faulty).catch((error) => error);
    expect(stdout.split('Error:\n')[1].trim().split('\n')).toEqual([
      'There is no parameter alarmtopic. Did you mean alarmTopic?',
      'region is missing: it must be an AWS region, for example eu-central-1.',
      expect.stringMatching(/^logRetentionDays must be a number of days that CloudWatch knows .* not "8"\.$/),
    ]);
  });
});

/** Runs the framework with invalid credentials, on `aws` in place of all AWS services. */
function serverless(...options: string[]): Promise<{ stdout: string; stderr: string }> {
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  const framework = join(root, 'node_modules/serverless/bin/serverless.js');
  return run(process.execPath, [framework, ...options], {
    cwd: root,
    env: {
      ...Object.fromEntries(environment),
      AWS_ENDPOINT_URL: aws.url,
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_MAX_ATTEMPTS: '1',
    },
  });
}

/** The functions with events from a source. */
function consumersOf(source: 'sqs' | 'stream'): string[] {
  return functions.filter(([, { events }]) => events.some((event) => event[source])).map(([name]) => name);
}

function queuesWith(name: RegExp): string[] {
  return Object.keys(template.Resources).filter(
    (id) => template.Resources[id]?.Type === 'AWS::SQS::Queue' && name.test(id),
  );
}

function arnOf(logicalId: string): object {
  return { 'Fn::GetAtt': [logicalId, 'Arn'] };
}

function all(type: string): Resource[] {
  return Object.values(template.Resources).filter((resource) => resource.Type === type);
}

function properties(logicalId: string): Record<string, unknown> {
  const resource = template.Resources[logicalId];
  if (!resource) throw new Error(`The template has no ${logicalId}`);
  return resource.Properties;
}

function lambda(name: string): Record<string, unknown> {
  return properties(`${capitalised(name)}LambdaFunction`);
}

function statementsOf(roleProperties: object): Statement[] {
  return (roleProperties as RoleProperties).Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The npm package of a source file, if it has one; with the version if it is a copy in another package. */
function packageOf(source: string): string[] {
  const [, copy] = /\/\.pnpm\/([^/_]+)/.exec(source) ?? [];
  const [, name] = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source) ?? [];
  return [copy ?? name ?? []].flat();
}

/** The names in a zip file's central directory. */
function zipEntries(zip: Buffer): string[] {
  const end = zip.lastIndexOf('PK\x05\x06');
  const names: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const length = zip.readUInt16LE(at + 28);
    names.push(zip.toString('utf8', at + 46, at + 46 + length));
    at += 46 + length + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return names;
}
