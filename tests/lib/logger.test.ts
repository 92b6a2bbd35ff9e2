import { ContactError, invalid } from '../../lib/contacts/ContactError.ts';
import { logged as loggedKey, logger, logIds, setLogIds, withLogIds } from '../../lib/logger.ts';
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

  it('writes the ids of the work, and of the work that it is part of, in every line', async () => {
    const work = (id: string) =>
      withLogIds({ requestId: id }, async () => {
        await Promise.resolve();
        withLogIds({ tenantId: `tenant of ${id}` }, () => logger.info('inner', {}));
        logger.info('outer', { reason: id });
      });
    await Promise.all([work('a'), work('b')]);
    expect(lines).toEqual(
      expect.arrayContaining([
        { level: 'info', message: 'inner', requestId: 'a', tenantId: 'tenant of a' },
        { level: 'info', message: 'outer', requestId: 'a', reason: 'a' },
        { level: 'info', message: 'inner', requestId: 'b', tenantId: 'tenant of b' },
        { level: 'info', message: 'outer', requestId: 'b', reason: 'b' },
      ]),
    );
    expect([lines.length, logIds()]).toEqual([4, {}]);
  });

  it('writes ids that were set in the lines that follow in the same request, and in no other request', async () => {
    const request = async (requestId: string) => {
      setLogIds({ requestId });
      await Promise.resolve();
      logger.info('handled', {});
    };
    await Promise.all([request('a'), request('b')]);
    expect(lines).toMatchObject([{ requestId: 'a' }, { requestId: 'b' }]);
  });

  it('logs no name of an error that code does not give', () => {
    logger.failure('request failed', Object.assign(new TypeError('x'), { name: 'Anna' }), {});
    logger.failure('request failed', Object.assign(new Error('x'), { name: 'Anna Smith', $metadata: {} }), {});
    expect(lines.map(({ name }) => name)).toEqual(['Error', 'Error']);
  });

  it('logs what an error states about itself in place of its message', () => {
    const failure = Object.assign(new Error('Anna'), { [loggedKey]: { code: 'crm_failed' } });
    logger.failure('request failed', failure, {});
    logger.failure('request failed', Object.assign(new Error('Anna'), { name: 'ContactError' }), {});
    expect(lines).toEqual([
      { level: 'error', message: 'request failed', code: 'crm_failed' },
      { level: 'error', message: 'request failed', name: 'Error', stack: expect.any(Array) },
    ]);
  });

  it('logs nothing of what is no error', () => {
    for (const thrown of ['Anna', null, undefined, 7, { message: 'Anna', stack: 'at Anna' }]) {
      logger.failure('request failed', thrown, {});
    }
    expect(lines).toEqual(Array.from({ length: 5 }, () => ({ level: 'error', message: 'request failed' })));
  });

  it('logs no text that AWS could not read, and no value that AWS quotes', () => {
    const unread = Object.assign(new SyntaxError('"Anna" is not valid JSON'), { $metadata: { attempts: 1 } });
    const message = "Value 'Anna's ' at 'x' failed to satisfy constraint";
    const refused = Object.assign(new Error(message), { name: 'ValidationException', $metadata: {} });
    for (const each of [unread, refused]) logger.failure('request failed', each, {});
    expect(lines).toMatchObject([
      { name: 'SyntaxError' },
      { name: 'ValidationException', detail: "Value '...' failed to satisfy constraint" },
    ]);
    expect(JSON.stringify(lines)).not.toContain('Anna');
  });

  it('logs the message and the metadata of an AWS error', () => {
    const error = Object.assign(new Error('Rate exceeded'), { $metadata: { requestId: 'aws' } });
    logger.failure('request failed', error, {});
    expect(lines).toMatchObject([{ detail: 'Rate exceeded', aws: { requestId: 'aws' } }]);
  });
});
