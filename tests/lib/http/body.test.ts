import { readJson, readMediaType } from '../../../lib/http/body.ts';
import { startCpuTime } from '../../support/cpuTime.ts';
import fc, { anyCharacter } from '../../support/properties.ts';

const json = 'application/json';
const mergePatch = 'application/merge-patch+json';

describe('readMediaType', () => {
  it.each([
    ['application/json', json],
    ['Application/JSON', json],
    [' application/json ', json],
    ['application/json; charset=utf-8', json],
    ['application/json;charset=UTF-8', json],
    ['application/json;charset="utf-8"', json],
    ['application/json; charset=utf8', json],
    ['application/json; profile=x; charset=utf-8', json],
    ['application/json;', json],
    ['application/merge-patch+json', mergePatch],
    ['APPLICATION/Merge-Patch+JSON; charset=utf-8', mergePatch],
  ])('reads %j as %s', (contentType, mediaType) => {
    expect(readMediaType(contentType, [json, mergePatch])).toBe(mediaType);
  });

  it.each([
    undefined,
    '',
    ';',
    'json',
    'text/json',
    'text/plain',
    'application/jsonx',
    'application/json, text/plain',
    'application/vnd.api+json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=application/json',
    'application/json; charset=iso-8859-1',
    'application/json; charset=utf-16',
    'application/json; charset=',
    'application/json; charset=utf-8x',
  ])('rejects %j', (contentType) => {
    expect(() => readMediaType(contentType, [json, mergePatch])).toThrow(
      expect.objectContaining({
        code: 'unsupported_media_type',
        message: 'Content-Type must be application/json or application/merge-patch+json, in UTF-8',
      }),
    );
  });

  it('rejects a media type that this endpoint does not accept', () => {
    expect(() => readMediaType(mergePatch, [json])).toThrow('Content-Type must be application/json, in UTF-8');
  });
});

const text = (body: string) => ({ body, isBase64Encoded: false });
const bytes = (...parts: (string | number[])[]) => ({
  body: Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part)))).toString(
    'base64',
  ),
  isBase64Encoded: true,
});
const bom = [0xef, 0xbb, 0xbf];
const malformed = (message: string) => expect.objectContaining({ code: 'malformed_body', message });

describe('readJson', () => {
  it.each<[string, string, unknown]>([
    ['an object', '{"name":"Anna"}', { name: 'Anna' }],
    ['white space around', ' \r\n\t{"a" : 1 }\n', { a: 1 }],
    ['letters of all scripts', '{"name":"Zoë 山田 😀"}', { name: 'Zoë 山田 😀' }],
    ['a byte order mark', '\ufeff{"a":1}', { a: 1 }],
    [
      'strings with white space at their ends, which it trims',
      '{"a":" x\\t","b":"\\u3000y\\u00a0","c":" "}',
      { a: 'x', b: 'y', c: '' },
    ],
    ['nested strings, which it does not trim', '{"a":[" x "],"b":{"c":" y "}}', { a: [' x '], b: { c: ' y ' } }],
    ['keys with white space, which it does not trim', '{" a ":1}', { ' a ': 1 }],
    [
      'one key in two objects',
      '{"a":{"x":1},"b":{"x":2},"x":[{"x":3},{"x":4}]}',
      { a: { x: 1 }, b: { x: 2 }, x: [{ x: 3 }, { x: 4 }] },
    ],
    ['keys that differ by case', '{"a":1,"A":2}', { a: 1, A: 2 }],
    ['values that equal keys', '{"a":"b","b":"a","c":["a","a"]}', { a: 'b', b: 'a', c: ['a', 'a'] }],
    [
      'braces and quotes in strings',
      '{"{\\"a\\":":"}","a":"{\\"a\\":1,\\"a\\":2}"}',
      { '{"a":': '}', a: '{"a":1,"a":2}' },
    ],
    ['backslashes before a quote', '{"a\\\\":1,"a\\\\\\"":2}', { 'a\\': 1, 'a\\"': 2 }],
    ['an escaped replacement character', '{"a":"\\ufffd"}', { a: '\ufffd' }],
    ['an escaped lone surrogate', '{"a":"\\ud800"}', { a: '\ud800' }],
    ['an array', '[" x "]', [' x ']],
    ['a string', '" x "', ' x '],
    ['null', 'null', null],
    ['a number', '7', 7],
  ])('reads %s, as text and as base64', (_, body, value) => {
    expect(readJson(text(body))).toEqual(value);
    expect(readJson(bytes(body))).toEqual(value);
  });

  it.each<[string, string]>([
    ['an empty body', ''],
    ['white space only', ' '],
    ['half an object', '{"a":1'],
    ['two values', '{} {}'],
    ['a trailing comma', '{"a":1,}'],
    ['single quotes', "{'a':1}"],
    ['a comment', '{}//'],
    ['NaN', '{"a":NaN}'],
    ['a raw line break in a string', '{"a":"x\ny"}'],
    ['two byte order marks', '\ufeff\ufeff{}'],
    ['a byte order mark at the end', '{}\ufeff'],
    ['base64 in place of JSON', 'e30'],
    ['16,000 arrays that are not closed', '['.repeat(16_000)],
  ])('rejects %s', (_, body) => {
    expect(() => readJson(text(body))).toThrow(malformed('The body must be valid JSON'));
    expect(() => readJson(bytes(body))).toThrow(malformed('The body must be valid JSON'));
  });

  it('rejects a missing body', () => {
    const sentence = malformed('The body must be valid JSON');
    expect(() => readJson({ isBase64Encoded: false })).toThrow(sentence);
    expect(() => readJson({ isBase64Encoded: true })).toThrow(sentence);
  });

  it.each([
    ['{"a":1,"a":1}', '"a"'],
    ['{"a":1,"b":2,"a":3}', '"a"'],
    ['{"a":1,"\\u0061":2}', '"\\u0061"'],
    ['{"\\u0061":1,"a":2}', '"a"'],
    ['{"/":1,"\\/":2}', '"\\/"'],
    ['{"a" :1,"a"\n:2}', '"a"'],
    ['{"":1,"":2}', '""'],
    ['{"a\\"":1,"a\\"":2}', '"a\\""'],
    ['{"😀":1,"\\ud83d\\ude00":2}', '"\\ud83d\\ude00"'],
    ['{"x":{"a":1,"a":2}}', '"a"'],
    ['[[{"a":1},{"a":1,"a":2}]]', '"a"'],
    ['{"a":{"x":[]},"b":[{}],"a":1}', '"a"'],
    ['{"a":"}","a":1}', '"a"'],
    ['{"__proto__":1,"__proto__":2}', '"__proto__"'],
    ['{"constructor":1,"constructor":2}', '"constructor"'],
  ])('rejects %s because of the repeated key', (body, key) => {
    expect(() => readJson(text(body))).toThrow(malformed(`The body has the key ${key} more than once`));
  });

  it('treats __proto__ like any other key', () => {
    const value = readJson(text('{"__proto__":{"name":" x "},"toString":" y "}'));
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.entries(Object(value))).toEqual([
      ['__proto__', { name: ' x ' }],
      ['toString', 'y'],
    ]);
  });

  it.each([
    ['a byte that begins nothing', bytes('{"a":"', [0xff], '"}')],
    ['half a letter', bytes('{"a":"', [0xc3], '"}')],
    ['an overlong slash', bytes('{"a":"', [0xc0, 0xaf], '"}')],
    ['a surrogate in three bytes', bytes('{"a":"', [0xed, 0xa0, 0x80], '"}')],
    ['more than Unicode has', bytes('{"a":"', [0xf4, 0x90, 0x80, 0x80], '"}')],
    ['UTF-16', { body: Buffer.from('\ufeff{"a":1}', 'utf16le').toString('base64'), isBase64Encoded: true }],
    ['a lone surrogate', text('{"a":"\ud800"}')],
    ['a key of half a pair', text('{"\udc00":1}')],
    ['what a gateway leaves of wrong bytes', text('{"a":"\ufffd"}')],
  ])('rejects %s as invalid UTF-8', (_, event) => {
    expect(() => readJson(event)).toThrow(malformed('The body must be valid UTF-8'));
  });

  it('ignores a byte order mark at the beginning of bytes', () => {
    expect(readJson(bytes(bom, '{"a":1}'))).toEqual({ a: 1 });
  });

  it.each([
    ['ASCII', 'x', 1],
    ['letters of two bytes', 'ü', 2],
    ['letters of four bytes', '😀', 4],
  ])('accepts at most 16 KB of %s', (_, letter, size) => {
    const room = 16 * 1024 - '{"a":""}'.length;
    const value = letter.repeat(room / size) + 'x'.repeat(room % size);
    const tooLarge = expect.objectContaining({
      code: 'body_too_large',
      message: 'The body must not be larger than 16 KB',
    });
    for (const form of [text, bytes]) {
      expect(readJson(form(`{"a":"${value}"}`))).toEqual({ a: value });
      expect(() => readJson(form(`{"a":"${value}x"}`))).toThrow(tooLarge);
    }
  });

  it('reports that a body is too large before any other error', () => {
    for (const body of ['['.repeat(16 * 1024 + 1), '\ufffd'.repeat(6000)]) {
      expect(() => readJson(text(body))).toThrow(expect.objectContaining({ code: 'body_too_large' }));
    }
  });

  it.each([
    ['arrays', '[', '', ']'],
    ['objects', '{"a":', '1', '}'],
  ])('reads %s nested as deep as 16 KB allow', (_, open, core, close) => {
    const depth = Math.floor((16 * 1024 - core.length) / (open.length + close.length));
    let value = readJson(text(open.repeat(depth) + core + close.repeat(depth)));
    let found = 0;
    while (typeof value === 'object' && value !== null) {
      value = Object.values(value)[0];
      found++;
    }
    expect(found).toBe(depth);
  });

  it('reads what JSON.parse does, and trims only the strings of an object at the top', () => {
    const key = fc.oneof(fc.constantFrom('__proto__', 'toString', 'name'), fc.string({ unit: anyCharacter }));
    const space = fc.constantFrom('', ' ', '\t', '\u00a0', '\u3000');
    const string = fc.tuple(space, fc.string({ unit: anyCharacter }), space).map((parts) => parts.join(''));
    const anything = fc.oneof(string, fc.integer(), fc.constant(null), fc.array(string), fc.dictionary(key, string));
    const trimmed = (value: unknown) => (typeof value === 'string' ? value.trim() : value);
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(key, anything), { selector: ([name]) => name }), (members) => {
        const json = `{${members.map((member) => member.map((part) => JSON.stringify(part)).join(':')).join()}}`;
        const isReadable = !json.includes('\ufffd');
        const expected = Object.fromEntries(members.map(([name, value]) => [name, trimmed(value)]));
        for (const form of [text, bytes])
          if (isReadable) expect(JSON.stringify(readJson(form(json)))).toBe(JSON.stringify(expected));
      }),
    );
  });

  it.each(['"', '"\\', '{"a":"', '{"a"', '\\"', '" '])('rejects 16 KB of %j quickly', (part) => {
    const cpuTime = startCpuTime();
    expect(() => readJson(text(part.repeat((16 * 1024) / part.length)))).toThrow('The body must be valid JSON');
    expect(cpuTime()).toBeLessThan(1000);
  });
});
