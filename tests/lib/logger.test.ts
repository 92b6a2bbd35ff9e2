import { ContactError, invalid } from '../../lib/contacts/ContactError.ts';
import { logger } from '../../lib/logger.ts';
import { captureLog } from '../support/log.ts';

const lines = captureLog();

describe('logger', () => {
  it('writes one line of JSON with level, message and fields', () => {
    logger.info('message ignored', { reason: 'no_reply' });
    logger.error('message failed', { count: 1 });
    expect(lines).toEqual([
      { level: 'info', message: 'message ignored', reason: 'no_reply' },
      { level: 'error', message: 'message failed', count: 1 },
    ]);
  });

  it('logs code, message and pointers of a ContactError, and where its cause comes from', () => {
    logger.failure('request failed', invalid([{ pointer: '/email', message: 'email must be a string' }]), {});
    const cause = new TypeError('Anna');
    logger.failure('request failed', new ContactError('unavailable', 'Try again.', { cause }), { requestId: 'r' });
    expect(lines).toEqual([
      {
        level: 'error',
        message: 'request failed',
        code: 'invalid',
        reason: 'email must be a string',
        pointers: ['/email'],
      },
      {
        level: 'error',
        message: 'request failed',
        requestId: 'r',
        code: 'unavailable',
        reason: 'Try again.',
        name: 'TypeError',
        stack: expect.arrayContaining([expect.stringMatching(/^\s+at /)]),
      },
    ]);
  });

  it('logs no message of another error, which may have personal data', () => {
    logger.failure('request failed', new Error('Anna\nSmith'), {});
    expect(lines).toMatchObject([{ name: 'Error' }]);
    expect(JSON.stringify(lines)).not.toMatch(/Anna|Smith/);
  });

  it('logs the message and the metadata of an AWS error', () => {
    const error = Object.assign(new Error('Rate exceeded'), { $metadata: { requestId: 'aws' } });
    logger.failure('request failed', error, {});
    expect(lines).toMatchObject([{ detail: 'Rate exceeded', aws: { requestId: 'aws' } }]);
  });
});
