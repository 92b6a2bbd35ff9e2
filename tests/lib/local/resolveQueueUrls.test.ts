import { resolveQueueUrls } from '../../../lib/local/resolveQueueUrls.ts';

const resources = { WorkQueue: { Type: 'AWS::SQS::Queue' }, EventBus: { Type: 'AWS::Events::EventBus' } };

describe('resolveQueueUrls', () => {
  it('replaces references to queues and keeps other values', () => {
    const environment = { TABLE_NAME: 'contacts', RESOLVE_QUEUE_URL: { Ref: 'WorkQueue' } };
    resolveQueueUrls(environment, resources, 'http://127.0.0.1:4010');
    expect(environment).toEqual({
      TABLE_NAME: 'contacts',
      RESOLVE_QUEUE_URL: 'http://127.0.0.1:4010/000000000000/WorkQueue',
    });
  });

  it.each(['EventBus', 'Missing'])('rejects a reference to %s', (Ref) => {
    expect(() => resolveQueueUrls({ BUS: { Ref } }, resources, 'http://127.0.0.1:4010')).toThrow(
      `serverless.yml: BUS refers to ${Ref}, but only references to queues are emulated`,
    );
  });
});
