import type { Matcher } from './pattern.ts';
import { attributeOf, count, insist, list, matcherOf, section } from './section.ts';

export interface Rule {
  readonly matches: Matcher;
  /** Logical ids of the queues that matching events go to. */
  readonly queues: readonly string[];
}

/** A queue by its logical id. */
export interface Queue {
  readonly id: string;
  /** Seconds for which a message that was received is not received again. */
  readonly visibilityTimeout: number;
  readonly redrive?: Redrive | undefined;
}

export interface Redrive {
  /** The queue that takes a message when it would be received more often than this. */
  readonly deadLetters: string;
  readonly maxReceiveCount: number;
}

// How long and how safely something is kept means nothing on this machine, nor who is told when a target is out of reach.
const queueFields = ['VisibilityTimeout', 'RedrivePolicy', 'MessageRetentionPeriod', 'KmsMasterKeyId', 'Tags'];
const ruleFields = ['EventBusName', 'EventPattern', 'Targets', 'Name', 'Description'];
const targetFields = ['Id', 'Arn', 'DeadLetterConfig', 'RetryPolicy'];

/** Understands an AWS::SQS::Queue. */
export function queueOf(id: string, properties: unknown): Queue {
  // SQS's own default.
  const { VisibilityTimeout = 30, RedrivePolicy } = section(properties ?? {}, id, queueFields).fields;
  return {
    id,
    visibilityTimeout: count(VisibilityTimeout, `${id}.VisibilityTimeout`, 0),
    redrive: RedrivePolicy === undefined ? undefined : redriveOf(RedrivePolicy, `${id}.RedrivePolicy`),
  };
}

function redriveOf(policy: unknown, where: string): Redrive {
  const { fields } = section(policy, where, ['deadLetterTargetArn', 'maxReceiveCount']);
  return {
    deadLetters: attributeOf(fields.deadLetterTargetArn, 'Arn', `${where}.deadLetterTargetArn`),
    maxReceiveCount: count(fields.maxReceiveCount, `${where}.maxReceiveCount`),
  };
}

/** Understands an AWS::Events::Rule of the bus with the logical id `bus`. */
export function ruleOf(id: string, properties: unknown, bus: string): Rule {
  const rule = section(properties, id, ruleFields);
  insist(rule, 'EventBusName', { Ref: bus });
  const queues = list(rule.fields.Targets, `${id}.Targets`).map((target) => {
    const { Arn } = section(target, `${id}.Targets`, targetFields).fields;
    return attributeOf(Arn, 'Arn', `${id}.Targets`);
  });
  return { matches: matcherOf(rule.fields.EventPattern, `${id}.EventPattern`), queues };
}
