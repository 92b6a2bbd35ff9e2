import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as getOpenApi } from '../../../handlers/api/getOpenApi.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { call, eventOf } from '../../support/call.ts';
import { addApiKey, startService } from '../../support/service.ts';

const service = await startService();
const tenant = await service.tenant();

const uuid = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);

describe('the id of a request', () => {
  const idOf = async (context: object): Promise<string> => {
    const { headers } = Object(await getContact(eventOf({ method: 'GET', id: randomUUID() }), context as Context));
    return headers['x-request-id'];
  };

  it("is Lambda's id of the invocation, and never that of another request where Lambda has none, repeats one or counts", async () => {
    const awsRequestId = randomUUID();
    const contexts = [{ awsRequestId }, { awsRequestId }, {}, {}, { awsRequestId: 'request-000000001' }];
    const ids: string[] = [];
    for (const context of contexts) ids.push(await idOf(context));
    expect(ids[0]).toBe(awsRequestId);
    expect(new Set(ids).size).toBe(5);
    expect(ids).toEqual([uuid, uuid, uuid, uuid, uuid]);
  });
});

describe('an error response', () => {
  it('has a message in JSON and the id of the request', async () => {
    const { headers, text } = await call(getContact, { ...tenant, id: randomUUID(), method: 'GET' });
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'application/json',
      'x-request-id': uuid,
    });
    expect(text).toBe('{"error":"Contact not found"}');
  });

  it.each([
    'application/problem+json',
    'application/json;q=0.5, application/problem+json',
    'Application/Problem+JSON;q=0.9',
  ])('has problem details with pointers for callers that accept %s', async (accept) => {
    const body = { email: 'nobody', 'a/b~c': 1 };
    const { headers, body: problem } = await call(updateContact, {
      ...tenant,
      id: randomUUID(),
      body,
      headers: { Accept: accept },
    });
    expect(headers['content-type']).toBe('application/problem+json');
    expect(problem).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: 'a/b~c is unknown or read-only; email must be an email address',
      code: 'invalid',
      requestId: headers['x-request-id'],
      errors: [
        { pointer: '/a~1b~0c', message: 'a/b~c is unknown or read-only' },
        { pointer: '/email', message: 'email must be an email address' },
      ],
    });
  });

  it.each([
    '*/*',
    'application/json',
    'application/problem+json;q=0',
    '',
  ])('has the message only for callers that accept %j', async (accept) => {
    const { body } = await call(getContact, { ...tenant, id: randomUUID(), method: 'GET', headers: { accept } });
    expect(body).toEqual({ error: 'Contact not found' });
  });

  it('hides the cause of an internal error, and the log line has no credential and no personal data', async () => {
    const logged = jest.spyOn(console, 'error').mockImplementation(() => {});
    service.proxy.intercept = (operation) =>
      operation === 'UpdateItem'
        ? { status: 400, body: '{"__type":"com.amazon.coral.validate#ValidationException","message":"broken"}' }
        : 'pass';
    const body = { name: 'Very Private' };
    const answer = await call(updateContact, { ...tenant, id: randomUUID(), body });
    service.proxy.intercept = () => 'pass';
    expect([answer.status, answer.body]).toEqual([
      500,
      { error: 'Something went wrong on our side. Please try again.' },
    ]);
    expect(logged).toHaveBeenCalledTimes(1);
    const line = String(logged.mock.calls[0]?.[0]);
    logged.mockRestore();
    expect(JSON.parse(line)).toMatchObject({
      level: 'error',
      requestId: answer.headers['x-request-id'],
      name: 'ValidationException',
    });
    expect(line).not.toMatch(/Very|Private|ctk_/);
    expect(line).not.toContain(tenant.apiKey);
  });
});

describe('a malformed event from API Gateway', () => {
  it.each([null, {}, { headers: null }])('%j gets an error response', async (event) => {
    const result = await getContact(event as never, {} as never);
    expect(result).toMatchObject({ statusCode: expect.any(Number), body: expect.stringMatching(/^\{"error":".+"\}$/) });
  });
});

describe('every request', () => {
  it('has its own id, also if two have the same event', async () => {
    const asked = { ...tenant, id: randomUUID(), method: 'GET' };
    const answers = await Promise.all([call(getContact, asked), call(getContact, asked)]);
    expect(new Set(answers.map(({ headers }) => headers['x-request-id'])).size).toBe(2);
  });

  it('without a credential is 401, even if it is invalid in other ways', async () => {
    const { status, headers, body } = await call(updateContact, { id: 'x', body: '{', headers: {} });
    expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer']);
    expect(body).toEqual({ error: 'Send "Authorization: Bearer" with an API key or a JWT' });
  });

  it('without the required scope is 403 with the name of the scope', async () => {
    const apiKey = await addApiKey(tenant.tenantId, ['contacts:read']);
    const { status, body } = await call(updateContact, { apiKey, id: randomUUID(), body: {} });
    expect([status, body]).toEqual([403, { error: 'The credential lacks the scope contacts:write' }]);
  });
});

describe('caches', () => {
  const cacheControl = async (...request: Parameters<typeof call>) => (await call(...request)).headers['cache-control'];

  it('keep no response that needs a credential', async () => {
    const { body, headers } = await call(createContact, { ...tenant, body: { name: 'Anna' }, method: 'POST' });
    expect(headers['cache-control']).toBe('no-store');
    const { id } = body;
    expect(await cacheControl(getContact, { ...tenant, id, method: 'GET' })).toBe('no-store');
    const unchanged = { ...tenant, id, method: 'GET', headers: { 'if-none-match': String(headers.etag) } };
    expect(await cacheControl(getContact, unchanged)).toBe('no-store');
    expect(await cacheControl(updateContact, { ...tenant, id, body: { email: 'x' } })).toBe('no-store');
    expect(await cacheControl(updateContact, { id, body: {} })).toBe('no-store');
  });

  it('may keep what anybody may read', async () => {
    expect(await cacheControl(getOpenApi, { method: 'GET', path: '/api/openapi.json' })).toBeUndefined();
  });
});
