import { canFill, fillTemplate } from '../../../../lib/crm/mapping/template.ts';
import fc from '../../../support/properties.ts';

const tenantId = '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10';
const hostile = [
  "o'brien@x.de",
  `"a\\' OR Name != '"@x`,
  '{{tenantId}}@x.de',
  '$&$1@x.de',
  "\\'@x.de",
  '%_@x.de',
  '"}]@x.de',
];
const address = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: fc.constantFrom(...`ab'"\\{}|$&%_@.-`) }));

describe('fillTemplate', () => {
  it.each<[string, string]>([
    ['{{email}}', "o'brien@x.de"],
    ['{{ email }}', "o'brien@x.de"],
    ['is {{email}} of {{tenantId}}', `is o'brien@x.de of ${tenantId}`],
    ["= '{{email|soql}}'", "= 'o\\'brien@x.de'"],
    ["eq '{{email | odata}}'", "eq 'o''brien@x.de'"],
    ["= '{{email|sql}}'", "= 'o''brien@x.de'"],
    ["= '{{email|coql}}'", "= 'o''brien@x.de'"],
    ["?$filter=email eq '{{email|odata|url}}'", "?$filter=email eq 'o%27%27brien%40x.de'"],
    ['/contacts?email={{email|url}}&phone={{phone | url}}', '/contacts?email=o%27brien%40x.de&phone=%2B4915112345678'],
    ['{{phone}} {{phone|digits}}', '+4915112345678 4915112345678'],
    ['{{{email}}}', "{o'brien@x.de}"],
    ['email', 'email'],
  ])('turns %j into %j', (text, filled) => {
    expect(fillTemplate({ text }, { email: "o'brien@x.de", phone: '+4915112345678', tenantId })).toEqual({
      text: filled,
    });
  });

  it('fills strings at any depth, and changes nothing else', () => {
    const args = { a: [1, null, true, { '{{email}}': ['{{email}}'] }], limit: 10, ['__proto__']: '{{email}}' };
    const filled = fillTemplate(args, { email: 'a@x.de', tenantId });
    expect(JSON.stringify(filled)).toBe('{"a":[1,null,true,{"{{email}}":["a@x.de"]}],"limit":10,"__proto__":"a@x.de"}');
    expect(args.a[3]).toEqual({ '{{email}}': ['{{email}}'] });
  });

  it('does not fill placeholders inside a value', () => {
    for (const email of ['{{tenantId}}@x.de', '{{phone}}', '{{', '}}', '{{email}}']) {
      expect(fillTemplate({ a: 'x{{email}}y', b: '{{email}}{{email}}' }, { email, tenantId })).toEqual({
        a: `x${email}y`,
        b: email + email,
      });
    }
  });

  it('throws for an unknown name, an unknown escaper and a missing value', () => {
    expect(() => fillTemplate({ a: '{{phone}}' }, { email: 'a@x.de', tenantId })).toThrow('no value for {{phone}}');
    expect(() => fillTemplate({ a: '{{constructor}}' }, { email: 'a@x.de', tenantId })).toThrow(
      'no value for {{constructor}}',
    );
    expect(() => fillTemplate({ a: '{{email|constructor}}' }, { email: 'a@x.de', tenantId })).toThrow(
      'unknown escaper',
    );
    expect(() => fillTemplate({ a: '{{email|sql}}' }, { email: 'a\\@x.de', tenantId })).toThrow('cannot be escaped');
  });

  it('never changes the structure of the arguments', () => {
    const shape = (part: unknown): unknown =>
      typeof part === 'object' && part !== null
        ? Object.entries(part).map(([key, inner]) => [key, shape(inner)])
        : typeof part;
    const text = fc.constantFrom('{{email}}', "'{{email|soql}}'", 'x {{email|odata}} {{tenantId}}', 'plain');
    const args = fc.dictionary(
      fc.string(),
      fc.oneof(text, fc.array(text), fc.dictionary(fc.string(), text), fc.integer()),
    );
    fc.assert(
      fc.property(args, address, (given, email) => {
        expect(shape(fillTemplate(given, { email, tenantId }))).toEqual(shape(given));
      }),
    );
  });
});

describe('canFill', () => {
  it.each<[string, unknown, boolean]>([
    ['a@x.de', ['{{email|sql}}'], true],
    ['a\\@x.de', [{ q: "= '{{email | sql}}'" }], false],
    ['a\\@x.de', "'{{email|sql|url}}'", false],
    ['a\\@x.de', "'{{email|odata}}' {{phone}}", true],
    ['aʼ--@x.de', "'{{email|sql}}'", false],
    ['aʼ--@x.de', '{{email}}', true],
    ['a\n@x.de', "'{{email|soql}}'", false],
  ])('tells of %j in %j whether it can be escaped: %j', (email, q, expected) => {
    expect(canFill({ q }, email)).toBe(expected);
  });
});
