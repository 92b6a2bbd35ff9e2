import { faultsOf } from '../../../lib/http/validationMessages.ts';
import type { Violation } from '../../../schemas/contract.ts';

const violation = (keyword: string, instancePath: string, params: object = {}, schemaPath = '#'): Violation => ({
  keyword,
  instancePath,
  schemaPath,
  params: { ...params },
});
const messagesOf = (violations: Violation[], data: unknown = {}, clearedBy?: string) =>
  faultsOf('body', violations, data, clearedBy).map(({ pointer, message }) => [pointer, message]);

describe('faultsOf', () => {
  it.each<[Violation, string]>([
    [violation('type', '/a', { type: ['integer', 'null'] }), 'a must be an integer or null'],
    [violation('type', '/a', { type: 'object' }), 'a must be an object'],
    [violation('type', '', { type: 'object' }), 'the body must be a JSON object'],
    [violation('format', '/a', { phrase: 'must be a UUID' }), 'a must be a UUID'],
    [violation('minLength', '/a', { limit: 1 }), 'a must not be empty'],
    [violation('maxLength', '/a', { limit: 9 }), 'a must have at most 9 characters'],
    [violation('minimum', '/a', { limit: 1 }), 'a must be at least 1'],
    [violation('maximum', '/a', { limit: 9 }), 'a must be at most 9'],
    [violation('minItems', '/a', { limit: 1 }), 'a must have at least 1 item'],
    [violation('maxItems', '/a', { limit: 9 }), 'a must have at most 9 items'],
    [violation('uniqueItems', '/a'), 'a must not have duplicate items'],
    [violation('enum', '/a', { allowedValues: ['x', 'y'] }), 'a must be one of x, y'],
    [violation('required', '', { missingProperty: 'a' }), 'a is missing'],
    [violation('additionalProperties', '', { additionalProperty: 'a' }), 'a is unknown or read-only'],
    [violation('pattern', '/a'), 'a must not contain NUL or unpaired surrogates'],
    [violation('false schema', '/a', {}, '#/dependentSchemas/b/a'), 'a must not be given together with b'],
    [violation('not', '/a'), 'a is not valid'],
  ])('makes a message of %j', (each, message) => {
    expect(messagesOf([each]).map(([, text]) => text)).toEqual([message]);
  });

  it('calls an unknown query parameter a parameter', () => {
    const unknown = violation('additionalProperties', '', { additionalProperty: 'a' });
    expect(faultsOf('query', [unknown], {})).toEqual([{ pointer: '/a', message: 'a is not a known parameter' }]);
  });

  it('has one message for each invalid part, from its first violation', () => {
    const violations = [violation('minLength', '/a'), violation('format', '/a', { phrase: 'must be a UUID' })];
    expect(messagesOf([...violations, violation('uniqueItems', '/b')])).toEqual([
      ['/a', 'a must not be empty'],
      ['/b', 'b must not have duplicate items'],
    ]);
  });

  it('names all alternatives of an anyOf in one message', () => {
    const missing = ['a', 'b'].map((name, i) =>
      violation('required', '', { missingProperty: name }, `#/anyOf/${i}/required`),
    );
    expect(messagesOf([...missing, violation('anyOf', '', {}, '#/anyOf')])).toEqual([
      ['', 'the body must have at least one of a, b'],
    ]);
  });

  it('escapes the pointer, but not the name in the message', () => {
    const unknown = violation('additionalProperties', '', { additionalProperty: 'a/b~c' });
    expect(messagesOf([unknown])).toEqual([['/a~1b~0c', 'a/b~c is unknown or read-only']]);
  });

  it('explains how to clear a field to callers that send null or an empty string', () => {
    const hint = ' (to clear it, send null with Content-Type x/y)';
    const type = violation('type', '/a', { type: 'string' });
    expect(messagesOf([type], { a: null }, 'x/y')).toEqual([['/a', `a must be a string${hint}`]]);
    expect(messagesOf([violation('minLength', '/a')], { a: '' }, 'x/y')).toEqual([
      ['/a', `a must not be empty${hint}`],
    ]);
    expect(messagesOf([type], { a: 1 }, 'x/y')).toEqual([['/a', 'a must be a string']]);
    expect(messagesOf([type], { a: null })).toEqual([['/a', 'a must be a string']]);
  });
});
