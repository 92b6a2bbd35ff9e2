import { AwsError } from '../../../../lib/local/emulators/AwsError.ts';
import { serveAwsJson } from '../../../../lib/local/emulators/serveAwsJson.ts';
import type { Listening } from '../../../../lib/local/listen.ts';

let server: Listening;
beforeAll(async () => {
  server = await serveAwsJson(0, {
    'Test.Echo': (input) => input,
    'Test.Reject': () => {
      throw new AwsError('TestException', 'Rejected', 'Test.Code;Sender');
    },
    'Test.Fail': async () => {
      throw new Error('bug');
    },
  });
});
afterAll(() => server.close());

async function send(target: string, body: string) {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
    body,
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

describe('serveAwsJson', () => {
  it("responds with the operation's result in the request's content type", async () => {
    const { status, headers, body } = await send('Test.Echo', '{"a":1}');
    expect([status, body]).toEqual([200, { a: 1 }]);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[\da-f-]{36}$/);
  });

  it('responds with 400 and the type of an AwsError, and its query error in a header', async () => {
    const { status, headers, body } = await send('Test.Reject', '{}');
    expect([status, body]).toEqual([400, { __type: 'TestException', message: 'Rejected' }]);
    expect(headers.get('x-amzn-query-error')).toBe('Test.Code;Sender');
  });

  it('responds with 500 for any other error', async () => {
    const { status, body } = await send('Test.Fail', '{}');
    expect([status, body]).toEqual([
      500,
      { __type: 'InternalServiceError', message: expect.stringContaining('Error: bug') },
    ]);
  });

  it.each([
    ['Test.Other', '{}', 'UnknownOperationException'],
    ['toString', '{}', 'UnknownOperationException'],
    ['Test.Echo', '{', 'SerializationException'],
  ])('rejects the operation %s with the body %s as %s', async (target, requestBody, __type) => {
    const { status, headers, body } = await send(target, requestBody);
    expect(status).toBe(400);
    expect(body).toMatchObject({ __type, message: expect.any(String) });
    expect(headers.get('x-amzn-query-error')).toBeNull();
  });
});
