import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEvents } from '../../../../../lib/build/contracts.ts';
import { ownSource } from '../../../../../lib/events/ownSource.ts';
import { deadLetterQueues, readDeclarations } from '../../../../../lib/local/emulators/events/declarations.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'declarations-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** Reads serverless.yml after a replacement in it. */
async function readWith(before: string, after: string) {
  const yaml = await readFile('serverless.yml', 'utf8');
  expect(yaml).toContain(before);
  const file = join(directory, 'serverless.yml');
  await writeFile(file, yaml.replace(before, after));
  return readDeclarations({}, file);
}

describe('readDeclarations', () => {
  it('returns the bus, the queues with their dead-letter queues, and the mappings', async () => {
    const declared = await readDeclarations({});
    expect(declared.bus).toBe('contacts-dev');
    expect(declared.queues).toEqual(
      expect.arrayContaining([
        {
          id: 'DetectSenderQueue',
          visibilityTimeout: 4,
          redrive: { deadLetters: 'DetectSenderDeadLetters', maxReceiveCount: 3 },
        },
        { id: 'DetectSenderDeadLetters', visibilityTimeout: 30, redrive: undefined },
      ]),
    );
    expect(declared.mappings).toEqual(
      expect.arrayContaining([
        {
          from: 'queue',
          functionName: 'contact-service-dev-detectSender',
          timeout: 3,
          queue: 'DetectSenderQueue',
          batchSize: 10,
          maximumConcurrency: 20,
        },
        {
          from: 'stream',
          functionName: 'contact-service-dev-publishChange',
          timeout: 3,
          batchSize: 10,
          filters: [expect.any(Function), expect.any(Function)],
          maximumRetryAttempts: 10,
          onFailure: 'PublishChangeDeadLetters',
        },
      ]),
    );
    expect(deadLetterQueues(declared)).toEqual(
      expect.arrayContaining(['DetectSenderDeadLetters', 'PublishChangeDeadLetters', 'ProjectChangeDeadLetters']),
    );
  });

  it('returns rules that route each event type to its own queue', async () => {
    const { rules } = await readDeclarations({});
    const queuesOf = (type: string, detail = {}, actor = 'key:1') => {
      const source = type.startsWith('contact.') ? ownSource : 'platform';
      return rules
        .filter(({ matches }) => matches({ source, 'detail-type': type, detail: { actor, ...detail } }))
        .flatMap(({ queues }) => queues)
        .filter((queue) => queue !== 'DispatchWebhooksQueue');
    };
    expect(queuesOf('channel.message_received')).toEqual(['DetectSenderQueue']);
    expect(queuesOf('channel.message_received.v2')).toEqual(['DetectSenderQueue']);
    expect(queuesOf('conversation.updated')).toEqual(['EnrichContactQueue']);
    expect(queuesOf('contact.created', { changed: ['firstName', 'email'] })).toEqual([
      'DeriveCompanyQueue',
      'ResolveInCrmQueue',
    ]);
    expect(queuesOf('contact.created', { changed: ['externalRef'] })).toEqual(['ResolveInCrmQueue']);
    expect(queuesOf('contact.updated', { changed: ['phone'] })).toEqual(['ResolveInCrmQueue']);
    expect(queuesOf('contact.updated', { changed: ['companyName'] })).toEqual([]);
    expect(queuesOf('contact.updated', { changed: ['externalRef'] })).toEqual(['ResolveInCrmQueue']);
    expect(queuesOf('contact.updated', { changed: ['externalRef', 'phone'] }, 'crm:crm.example')).toEqual([]);
  });

  it.each([
    'created',
    'updated',
    'resolved',
    'unresolved',
  ])('returns a rule for webhooks that takes contact.%s', async (name) => {
    const { rules } = await readDeclarations({});
    const forWebhooks = rules.filter(({ queues }) => queues.includes('DispatchWebhooksQueue'));
    const event = { source: ownSource, 'detail-type': `contact.${name}`, detail: { changed: [] } };
    expect(forWebhooks.map(({ matches }) => matches(event))).toEqual([true]);
  });

  it('returns rules that take no event from another source than its own', async () => {
    const { rules } = await readDeclarations({ publisherSources: 'chat,voice' });
    const detail = { changed: ['email', 'phone'] };
    const takers = (type: string) =>
      ['platform', 'chat', 'voice', 'chat,voice', ownSource].filter((source) =>
        rules.some(({ matches }) => matches({ source, 'detail-type': type, detail })),
      );
    for (const [, { detailType }] of await readEvents()) {
      // It is sent to queues only.
      if (detailType === 'webhook.delivery_due') continue;
      const sources = detailType.startsWith('contact.') ? [ownSource] : ['chat', 'voice'];
      expect([detailType, takers(detailType)]).toEqual([detailType, sources]);
    }
  });

  it('returns the filters that pass only contacts and their removal to the two consumers of the stream', async () => {
    const { mappings } = await readDeclarations({});
    const streamed = mappings.flatMap((mapping) => (mapping.from === 'stream' ? [mapping] : []));
    expect(streamed).toHaveLength(2);
    for (const { filters } of streamed) {
      const passes = (dynamodb: object) => filters.some((matches) => matches({ dynamodb }));
      expect(passes({ NewImage: { updatedAt: { S: '2026-01-01' } } })).toBe(true);
      expect(passes({ OldImage: { updatedAt: { S: '2026-01-01' } } })).toBe(true);
      expect(passes({ NewImage: { name: { S: 'x' } }, OldImage: { name: { S: 'y' } } })).toBe(false);
    }
  });

  it('uses the given parameters, also numbers in strings', async () => {
    const { bus, queues, mappings } = await readDeclarations({
      eventBusName: 'other',
      visibilityTimeout: '7',
      maxReceiveCount: '2',
      eventTimeout: 3,
    });
    expect(bus).toBe('other');
    expect(queues[0]).toMatchObject({ visibilityTimeout: 7, redrive: { maxReceiveCount: 2 } });
    expect(mappings[0]).toMatchObject({ timeout: 3 });
  });

  it.each<[string, string, string]>([
    [
      'detail-type: [{ prefix: channel.message_received }]',
      'detail-type: [{ suffix: received }]',
      'DetectSenderRule.EventPattern is invalid: The pattern operator {"suffix":"received"} is not emulated',
    ],
    ['EventPattern:', 'ScheduleExpression:', 'DetectSenderRule has ScheduleExpression, which is not emulated'],
    ['{ Id: queue, Arn', '{ Id: queue, Input: x, Arn', 'DetectSenderRule.Targets has Input, which is not emulated'],
    [
      'MessageGroupId: $.detail.tenantId',
      'MessageGroupId: $.detail.channel',
      'DetectSenderRule.Targets must have SqsParameters: {"MessageGroupId":"$.detail.tenantId"}',
    ],
    [
      'EventBusName: { Ref: EventBus }',
      'EventBusName: other',
      'DetectSenderRule must have EventBusName: {"Ref":"EventBus"}',
    ],
    [
      'VisibilityTimeout: $',
      'ContentBasedDeduplication: true\n        VisibilityTimeout: $',
      'DetectSenderQueue has ContentBasedDeduplication, which is',
    ],
    [
      'batchSize: 10, m',
      'batchSize: 10, maximumBatchingWindow: 2, m',
      'detectSender.sqs has maximumBatchingWindow, which is',
    ],
    [', functionResponseType: ReportBatchItemFailures }', ' }', 'detectSender.sqs must have functionResponseType:'],
    ['startingPosition: TRIM_HORIZON', 'startingPosition: LATEST', 'publishChange.stream must have startingPosition:'],
    [
      'bisectBatchOnFunctionError: true',
      'bisectBatchOnFunctionError: false',
      'publishChange.stream must have bisectBatchOnFunctionError: true',
    ],
    ['maximumRetryAttempts: 10', 'maximumRetryAttempts: -1', 'maximumRetryAttempts must be an integer of at least 0'],
    [
      'maximumRetryAttempts: 10',
      'parallelizationFactor: 2',
      'publishChange.stream has parallelizationFactor, which is',
    ],
    [
      '- sqs: { arn: { Fn::GetAtt: [DetectSenderQueue,',
      '- sqs: { arn: { Fn::GetAtt: [Missing,',
      'Missing is used as a queue',
    ],
    ['- sqs:', '- sns: topic\n      - sqs:', 'detectSender.events has sns, which is not emulated'],
    ['Type: AWS::Events::EventBus', 'Type: AWS::Events::Archive', 'EventBus has the type AWS::Events::Archive, which'],
    ['{param:visibilityTimeout}', '{param:lateness}', 'the parameter lateness has no value'],
    ['{param:visibilityTimeout}', '{env:LATENESS}', '{env:LATENESS} is not emulated'],
  ])('rejects %j replaced by %j', async (before, after, message) => {
    await expect(readWith(before, after)).rejects.toThrow(message);
  });
});
