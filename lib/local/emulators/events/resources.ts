import type { Matcher } from './pattern.ts';
import { attributeOf, count, list, matcherOf, requireValue, section } from './section.ts';

export interface Rule {
  readonly matches: Matcher;
  /** The logical ids of the queues that get matching events. */
  readonly queues: readonly string[];
}

export interface Queue {
  /** The logical id. */
  readonly id: string;
  /** How long a received message is hidden, in seconds. */
  readonly visibilityTimeout: number;
  readonly redrive?: Redrive | undefined;
  /** The messages of one group are received in their order, one batch after another. Absent: a standard queue. */
  readonly isFifo?: true;
}

export interface Redrive {
  /** The logical id of the dead-letter queue. */
  readonly deadLetters: string;
  readonly maxReceiveCount: number;
}

// Some of these fields have no effect locally: retention, encryption, tags, throughput, and what happens if a target is
// unreachable.
const queueFields = [
  'VisibilityTimeout',
  'RedrivePolicy',
  'MessageRetentionPeriod',
  'KmsMasterKeyId',
  'Tags',
  'FifoQueue',
  'DeduplicationScope',
  'FifoThroughputLimit',
];
const ruleFields = ['EventBusName', 'EventPattern', 'Targets', 'Name', 'Description'];
const targetFields = ['Id', 'Arn', 'DeadLetterConfig', 'RetryPolicy', 'SqsParameters'];

/** Parses an AWS::SQS::Queue. */
export function parseQueue(id: string, properties: unknown): Queue {
  // SQS's default visibility timeout is 30 s.
  const queue = section(properties ?? {}, id, queueFields);
  const { VisibilityTimeout = 30, RedrivePolicy, FifoQueue } = queue.fields;
  // SQS has no other value for it: a queue is a standard queue if it is absent.
  if (FifoQueue !== undefined) requireValue(queue, 'FifoQueue', true);
  return {
    id,
    visibilityTimeout: count(VisibilityTimeout, `${id}.VisibilityTimeout`, 0),
    redrive: RedrivePolicy === undefined ? undefined : parseRedrive(RedrivePolicy, `${id}.RedrivePolicy`),
    ...(FifoQueue === true && { isFifo: true }),
  };
}

function parseRedrive(policy: unknown, where: string): Redrive {
  const { fields } = section(policy, where, ['deadLetterTargetArn', 'maxReceiveCount']);
  return {
    deadLetters: attributeOf(fields.deadLetterTargetArn, 'Arn', `${where}.deadLetterTargetArn`),
    maxReceiveCount: count(fields.maxReceiveCount, `${where}.maxReceiveCount`),
  };
}

/** Parses an AWS::Events::Rule of the bus with the logical id `bus`. */
export function parseRule(id: string, properties: unknown, bus: string): Rule {
  const rule = section(properties, id, ruleFields);
  requireValue(rule, 'EventBusName', { Ref: bus });
  const queues = list(rule.fields.Targets, `${id}.Targets`).map((target) => {
    const parsed = section(target, `${id}.Targets`, targetFields);
    // Only the order of delivery depends on it, and that is not promised.
    if (parsed.fields.SqsParameters !== undefined)
      requireValue(parsed, 'SqsParameters', { MessageGroupId: '$.detail.tenantId' });
    return attributeOf(parsed.fields.Arn, 'Arn', `${id}.Targets`);
  });
  return { matches: matcherOf(rule.fields.EventPattern, `${id}.EventPattern`), queues };
}
