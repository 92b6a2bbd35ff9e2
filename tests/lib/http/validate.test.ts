import { gzipSync } from 'node:zlib';
import type { Context } from 'aws-lambda';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as getHealth } from '../../../handlers/api/getHealth.ts';
import { handler as getSettings } from '../../../handlers/api/getSettings.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { call, eventOf } from '../../support/call.ts';
import { startService } from '../../support/service.ts';

const service = await startService();
const tenant = await service.tenant();
let id: string;

beforeAll(async () => {
  id = (await call(createContact, { ...tenant, body: { name: 'Anna Smith' }, method: 'POST' })).body.id;
});
afterEach(async () => {
  const { body } = await call(getContact, { ...tenant, id, method: 'GET' });
  expect(body).toMatchObject({ firstName: 'Anna', lastName: 'Smith', email: null, phone: null });
});

const json = { 'content-type': 'application/json' };
const patch = (body: string | object | Buffer | undefined, headers: Record<string, string> = json) =>
  call(updateContact, { ...tenant, id, headers, ...(body !== undefined && { body }) });

type Handler = (event: never, context: never) => Promise<unknown>;

const clearing = '(to clear it, send null with Content-Type application/merge-patch+json)';

describe('an invalid body is 400 with a message for every invalid field:', () => {
  it.each<[string, string | object, string]>([
    ['an unknown key', { nmae: 'X' }, 'nmae is unknown or read-only'],
    ['read-only keys', { id: 'x', tenantId: 'x' }, 'id is unknown or read-only; tenantId is unknown or read-only'],
    ['__proto__', '{"__proto__":{"name":"X"}}', '__proto__ is unknown or read-only'],
    ['constructor', '{"constructor":"X"}', 'constructor is unknown or read-only'],
    ['null', { name: null }, `name must be a string ${clearing}`],
    ['an empty string', { name: '' }, `name must not be empty ${clearing}`],
    ['white space only', { name: ' \t\n ' }, `name must not be empty ${clearing}`],
    ['a number', { name: 1 }, 'name must be a string'],
    ['a boolean', { phone: true }, 'phone must be a string'],
    ['an array in a field', { email: ['a@b.de'] }, 'email must be a string'],
    ['an array', [], 'the body must be a JSON object'],
    ['a string', '"X"', 'the body must be a JSON object'],
    ['null as the body', 'null', 'the body must be a JSON object'],
    ['a number as the body', '7', 'the body must be a JSON object'],
    ['an empty body', '', 'The body must be valid JSON'],
    ['truncated JSON', '{"name":"X"', 'The body must be valid JSON'],
    ['a trailing comma', '{"name":"X",}', 'The body must be valid JSON'],
    ['a repeated key', '{"name":"X","name":"Y"}', 'The body has the key "name" more than once'],
    [
      'a repeated key with an escape',
      '{"name":"X","n\\u0061me":"Y"}',
      'The body has the key "n\\u0061me" more than once',
    ],
    ['NUL', '{"name":"X\\u0000Y"}', 'name must not contain NUL or unpaired surrogates'],
    ['a lone surrogate', '{"name":"X\\ud800"}', 'name must not contain NUL or unpaired surrogates'],
    ['a raw lone surrogate', '{"name":"X\ud800"}', 'The body must be valid UTF-8'],
    ['a replacement character', '{"name":"X\ufffd"}', 'The body must be valid UTF-8'],
    ['a name that nobody sees', { name: '\u200b' }, `name must have a visible character`],
    ['a company that nobody sees', { companyName: '\u3164' }, `companyName must have a visible character`],
    ['a name and a part', { name: 'A B', lastName: 'C' }, 'lastName must not be given together with name'],
    ['a name part that is too long', { firstName: 'x'.repeat(201) }, 'firstName must have at most 200 characters'],
    [
      'a name with a part that is too long',
      { name: 'x'.repeat(201) },
      'name must have at most 200 characters in each of its two parts',
    ],
    [
      'two wrong fields',
      { email: 'nobody', phone: '0151 12345678' },
      'email must be an email address; phone must be in E.164 format, for example +4915112345678',
    ],
    ['16,000 nested arrays', `{"name":${'['.repeat(8000)}${']'.repeat(8000)}}`, 'name must be a string'],
  ])('%s', async (_, body, sentence) => {
    const { status, body: answer } = await patch(body);
    expect([status, answer]).toEqual([400, { error: sentence }]);
  });

  it.each([
    'plain',
    'a@b',
    '@b.de',
    'a@',
    'a b@c.de',
    'a@b..de',
    '.a@b.de',
    'a@-b.de',
    'a@b-.de',
    'a@b.d',
    'a@b.de, c@d.de',
    'Anna <a@b.de>',
    '"a b"@c.de',
    'a@[192.0.2.1]',
    'a@b_c.de',
    'a@b.de\u0000',
    'mailto:a@b.de',
    'a@xn--i\u00f1valid.de',
    `${'x'.repeat(65)}@b.de`,
    `a@${'x'.repeat(64)}.de`,
    `a@${'b.'.repeat(126)}de`,
  ])('the email %s', async (email) => {
    const { status, body } = await patch({ email });
    expect([status, body.error]).toEqual([400, expect.stringMatching(/^email must/)]);
  });

  it.each([
    '015112345678',
    '+0151',
    '+',
    '4915112345678',
    '+49 151 123',
    '+49-151',
    '+1234567890123456',
    '+49151x',
    '٠١٢٣',
    'tel:+49151',
  ])('the phone %s', async (phone) => {
    const { status, body } = await patch({ phone });
    expect([status, body.error]).toEqual([400, expect.stringMatching(/^phone must/)]);
  });
});

describe('the size of a body', () => {
  const padded = (bytes: number) => {
    const body = JSON.stringify({ name: 'Anna Smith' });
    return body.replace('}', `${' '.repeat(bytes - body.length)}}`);
  };

  it('may be 16 KB, and is 413 above that', async () => {
    expect((await patch(padded(16384))).status).toBe(200);
    expect((await patch(Buffer.from(padded(16384)))).status).toBe(200);
    for (const body of [
      padded(16385),
      Buffer.from(padded(16385)),
      '['.repeat(100_000),
      JSON.stringify({ name: 'é'.repeat(8200) }),
    ]) {
      const { status, body: answer } = await patch(body);
      expect([status, answer]).toEqual([413, { error: 'The body must not be larger than 16 KB' }]);
    }
  });
});

describe('a content type', () => {
  it.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=utf-8',
    'application/json ; Charset="UTF-8"',
    'application/merge-patch+json',
    'APPLICATION/MERGE-PATCH+JSON; charset=UTF8',
  ])('%s is read', async (contentType) => {
    expect((await patch('{"name":"Anna Smith"}', { 'Content-Type': contentType })).status).toBe(200);
  });

  it.each([
    undefined,
    '',
    'text/plain',
    'application/jsonx',
    'application/json; charset=latin1',
    'application/x-www-form-urlencoded',
    'application/problem+json',
    'application/json, text/plain',
  ])('%s is 415 with the accepted types', async (contentType) => {
    const { status, body } = await patch(
      '{"name":"X"}',
      contentType === undefined ? {} : { 'content-type': contentType },
    );
    const error = 'Content-Type must be application/json or application/merge-patch+json, in UTF-8';
    expect([status, body]).toEqual([415, { error }]);
  });
});

describe('a content encoding', () => {
  it.each([undefined, '', 'identity', 'Identity'])('of %s is read', async (encoding) => {
    const headers = { ...json, ...(encoding !== undefined && { 'Content-Encoding': encoding }) };
    expect((await patch('{"name":"Anna Smith"}', headers)).status).toBe(200);
  });

  it.each(['gzip', 'br', 'deflate', 'zstd', 'x-unknown', 'identity, gzip', '*'])('of %s is 415', async (encoding) => {
    const { status, body } = await patch(gzipSync('{"name":"X"}'), { ...json, 'content-encoding': encoding });
    const error = 'Content-Encoding must be identity: send the body uncompressed';
    expect([status, body]).toEqual([415, { error }]);
  });
});

describe('a query', () => {
  const list = async (rawQueryString: string, handler: Handler = listContacts) => {
    const values = new Map<string, string>();
    // API Gateway joins the values of a repeated parameter with commas.
    for (const [name, value] of new URLSearchParams(rawQueryString)) {
      values.set(name, [values.get(name) ?? [], value].flat().join());
    }
    const request = eventOf({ ...tenant, id, method: 'GET' });
    const event = { ...request, rawQueryString, queryStringParameters: Object.fromEntries(values) };
    const { statusCode, body } = Object(await handler(event as never, {} as never));
    return [statusCode, JSON.parse(body).error];
  };

  it.each(['1', '50', '100'])('may have the limit %s', async (limit) => {
    expect(await list(`limit=${limit}`)).toEqual([200, undefined]);
  });

  it.each([
    '',
    '0x10',
    '0b1',
    '0o7',
    '1e1',
    '1.0',
    '1.',
    '.5',
    '%201',
    '1%20',
    '+1',
    '%2B1',
    '01',
    '00',
    '1_0',
    '1,2',
    '1n',
    'true',
    'null',
    'NaN',
    'Infinity',
    '%D9%A1',
    '1%0A',
    '--1',
  ])('with the limit %j is 400', async (limit) => {
    expect(await list(`limit=${limit}`)).toEqual([400, 'limit must be an integer']);
  });

  it.each([
    ['0', 'limit must be at least 1'],
    ['-1', 'limit must be at least 1'],
    ['101', 'limit must be at most 100'],
    ['99999999999999999999', 'limit must be at most 100'],
  ])('with the limit %s is 400', async (limit, error) => {
    expect(await list(`limit=${limit}`)).toEqual([400, error]);
  });

  it.each([
    ['limit=1&limit=2', 'limit must not be given more than once'],
    ['limit=1&limit=1', 'limit must not be given more than once'],
    ['email=a@b.de&limit=2&email=c@d.de', 'email must not be given more than once'],
    ['sort=x&limit=1&%6cimit=2', 'sort must be one of -createdAt, createdAt; limit must not be given more than once'],
    ['x=1&x=2', 'x must not be given more than once'],
  ])('of %s is 400', async (query, error) => {
    expect(await list(query)).toEqual([400, error]);
  });

  it('is 400 at an endpoint that has no parameters', async () => {
    for (const handler of [getContact, getSettings, getHealth]) {
      expect(await list('limit=1', handler)).toEqual([400, 'limit is not a known parameter']);
      expect(await list('x=1&x=2', handler)).toEqual([400, 'x must not be given more than once']);
    }
  });
});

describe('a body in base64', () => {
  it('is 400 if it is not base64', async () => {
    const event = { ...eventOf({ ...tenant, id, headers: json, body: '%%eyJuYW1lIjoiWCJ9' }), isBase64Encoded: true };
    const { statusCode, body } = (await updateContact(event, {} as Context)) as { statusCode: number; body: string };
    const error = 'The body is not valid base64';
    expect([statusCode, JSON.parse(body)]).toEqual([400, { error }]);
  });

  it('is read as UTF-8, without a byte order mark', async () => {
    expect((await patch(Buffer.from('{"name":"Anna Smith"}'))).status).toBe(200);
    expect((await patch(Buffer.from('\ufeff{"name":"Anna Smith"}'))).status).toBe(200);
    expect((await patch('\ufeff{"name":"Anna Smith"}')).status).toBe(200);
  });

  it.each([
    ['latin1', Buffer.from('{"name":"\xe9"}', 'latin1')],
    ['UTF-16', Buffer.from('{"name":"X"}', 'utf16le')],
    ['an overlong form', Buffer.from([0x22, 0xc0, 0x80, 0x22])],
  ])('in %s is 400', async (_, body) => {
    expect((await patch(body)).status).toBe(400);
  });
});
