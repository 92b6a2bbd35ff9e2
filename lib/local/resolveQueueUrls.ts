import { account } from './emulators/events/arn.ts';

/** Environment variables as serverless.yml declares them. */
export type Environment = Record<string, unknown>;

/**
 * Replaces `{ Ref: <queue> }` in `environment` by the queue's URL on the emulator at `eventsUrl`, as CloudFormation
 * does on AWS. serverless-offline would pass the text "[object Object]". Throws for a reference to anything but a
 * queue.
 */
export function resolveQueueUrls(
  environment: Environment,
  resources: Readonly<Record<string, { readonly Type: string }>>,
  eventsUrl: string,
): void {
  for (const [name, value] of Object.entries(environment)) {
    const { Ref: id }: { Ref?: unknown } = Object(value);
    if (id === undefined) continue;
    if (resources[String(id)]?.Type !== 'AWS::SQS::Queue')
      throw new Error(`serverless.yml: ${name} refers to ${id}, but only references to queues are emulated`);
    environment[name] = `${eventsUrl}/${account}/${id}`;
  }
}
