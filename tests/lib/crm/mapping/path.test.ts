import { CrmFailure } from '../../../../lib/crm/CrmFailure.ts';
import { readFirst, readPath } from '../../../../lib/crm/mapping/path.ts';
import * as formats from '../../../../schemas/formats.ts';
import { startCpuTime } from '../../../support/cpuTime.ts';
import fc from '../../../support/properties.ts';

const answer = {
  people: [
    { id: 1, emails: [{ value: 'a@x.de' }, { value: 'b@x.de' }], 'e mail "x"': 'c@x.de', "o'clock": 5 },
    { id: 2, emails: [], name: null },
  ],
  total: 2,
  'a.b': { 'c[0]': 'dotted' },
  __proto__: { inherited: 'never' },
};

describe('readPath', () => {
  it.each<[string, unknown[]]>([
    ['$', [answer]],
    ['total', [2]],
    ['$.total', [2]],
    ['$["total"]', [2]],
    ['people[0].id', [1]],
    ['people[*].id', [1, 2]],
    ['people[*].emails[*].value', ['a@x.de', 'b@x.de']],
    ['people[*].emails', [[{ value: 'a@x.de' }, { value: 'b@x.de' }], []]],
    ['people[0]["e mail \\"x\\""]', ['c@x.de']],
    ["people[0]['o\\'clock']", [5]],
    ['["a.b"]["c[0]"]', ['dotted']],
    ['people[1].name', [null]],
    ['people[0].emails[0][*]', ['a@x.de']],
    ['people[2]', []],
    ['people.id', []],
    ['people.length', []],
    ['total.toFixed', []],
    ['total[0]', []],
    ['nowhere.at.all', []],
    ['nowhere[*]', []],
    ['constructor', []],
    ['people.constructor.name', []],
    ['__proto__', []],
    ['["__proto__"]', []],
    ['inherited', []],
    ['people[0].hasOwnProperty', []],
  ])('reads %s', (path, values) => {
    expect(readPath(path, answer)).toEqual(values);
  });

  it('reads a field named __proto__ if the document has one', () => {
    expect(readPath('__proto__.x', JSON.parse('{"__proto__": {"x": 1}}'))).toEqual([1]);
  });

  it.each([
    '',
    '.a',
    'a.',
    'a..b',
    '$..a',
    '$a',
    'a[-1]',
    'a[?(@.b)]',
    'a[0,1]',
    'a[1:2]',
    'a[',
    'a]',
    'a["b]',
    'a["b"',
    'a[b]',
    'a b',
    '0',
    '[]',
    '["\\n"]',
  ])('rejects %j', (path) => {
    expect(formats.path.validate(path)).toBe(false);
    expect(() => readPath(path, answer)).toThrow('A mapping must be a path');
  });

  it('fails if a path has more than 10,000 values', () => {
    const wide = Array.from({ length: 101 }, () => Array(100).fill(0));
    expect(readPath('[*]', wide)).toHaveLength(101);
    expect(() => readPath('[*][*]', wide)).toThrow(CrmFailure);
    expect(() => readPath('[*][*]', wide)).toThrow(expect.objectContaining({ reason: 'too_large' }));
  });

  const step = fc.oneof(
    fc.nat(9999).map((index) => `[${index}]`),
    fc.constant('[*]'),
    fc.constantFrom('.a', '.constructor', '.__proto__', '.toString', '.length'),
    fc.string({ unit: 'grapheme' }).map((key) => `["${key.replace(/[\\"]/g, '\\$&').replace(/\p{Cc}/gu, '')}"]`),
  );
  const anyPath = fc.array(step, { maxLength: 8 }).map((steps) => `$${steps.join('')}`);

  it('never throws for a valid path, and returns only values of the document', () => {
    fc.assert(
      fc.property(anyPath, fc.json(), (path, json) => {
        const found = readPath(path, JSON.parse(json));
        const text = JSON.stringify(JSON.parse(json));
        for (const value of found) expect(text).toContain(JSON.stringify(value));
      }),
    );
  });

  it('finds a field with any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.jsonValue(), (key, value) => {
        fc.pre(!/\p{Cc}/u.test(key));
        const path = `["${key.replace(/[\\"]/g, '\\$&')}"]`;
        expect(readPath(path, Object.fromEntries([[key, value]]))).toEqual([value]);
      }),
    );
  });

  it('validates long paths in linear time', () => {
    const cpuTime = startCpuTime();
    for (const hostile of [
      '["'.repeat(20_000),
      `${'a-'.repeat(20_000)}!`,
      `["${'\\"'.repeat(20_000)}`,
      '[0]'.repeat(20_000),
    ]) {
      formats.path.validate(hostile);
    }
    expect(cpuTime()).toBeLessThan(3000);
  });
});

describe('readFirst', () => {
  it.each<[string | string[], unknown, unknown[]]>([
    ['a', { a: 1 }, [1]],
    [['a', 'b'], { a: 1, b: 2 }, [1]],
    [['a', 'b'], { b: 2 }, [2]],
    [['a', 'b'], { a: null, b: 2 }, [2]],
    [['a', 'b'], { a: '  ', b: 2 }, [2]],
    [['a', 'b'], { a: [], b: 2 }, [2]],
    [['a', 'b'], { a: {}, b: 2 }, [2]],
    [['a', 'b'], { a: false, b: 2 }, [2]],
    [['a', 'b'], { a: 0, b: 2 }, [0]],
    [['a[*]', 'b'], { a: [null, 'x'], b: 2 }, [null, 'x']],
    [['a', 'b'], { a: [] }, [[]]],
    [['a', 'b'], { b: null }, [null]],
    [['a', 'b'], {}, []],
  ])('reads %j in %j as %j', (paths, value, found) => {
    expect(readFirst(paths, value)).toEqual(found);
  });
});
