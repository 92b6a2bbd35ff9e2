import { audit } from '../../lib/audit.ts';
import { logger } from '../../lib/logger.ts';
import { count } from '../../lib/metrics.ts';
import { cannedReply, isRehearsal, rehearsed } from '../../lib/rehearsal.ts';
import { captureLog } from '../support/log.ts';

const log = captureLog();
process.env.TABLE_NAME = 'contacts';

describe('a rehearsal', () => {
  it('has a reply to every request to DynamoDB, also later, which nothing else has', async () => {
    const { promise, resolve } = Promise.withResolvers();
    rehearsed('{}', () => setImmediate(() => resolve(cannedReply())));
    expect(cannedReply()).toBeUndefined();
    expect(await promise).toBe('{}');
    expect(isRehearsal()).toBe(false);
  });

  it('writes no line: no log, no audit, no metric', () => {
    const write = () => {
      logger.info('info', {});
      logger.error('error', {});
      logger.failure('failure', new Error('cause'), {});
      audit('settings.replaced', { tenantId: 't', actor: 'a' });
      count('ConflictsRetried', {});
    };
    rehearsed('{}', write);
    expect(log).toEqual([]);
    write();
    expect(log).toHaveLength(5);
  });
});
