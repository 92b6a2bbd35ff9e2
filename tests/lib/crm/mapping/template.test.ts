import { fill, templateFaults } from '../../../../lib/crm/mapping/template.ts';
import type { Lookup } from '../../../../schemas/crmLookups.ts';
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

describe('fill', () => {
  it.each<[string, string]>([
    ['{{email}}', "o'brien@x.de"],
    ['{{ email }}', "o'brien@x.de"],
    ['is {{email}} of {{tenantId}}', `is o'brien@x.de of ${tenantId}`],
    ["= '{{email|soql}}'", "= 'o\\'brien@x.de'"],
    ["eq '{{email | odata}}'", "eq 'o''brien@x.de'"],
    ["= '{{email|sql}}'", "= 'o''brien@x.de'"],
    ["= '{{email|coql}}'", "= 'o''brien@x.de'"],
    ['{{phone}} {{phone|digits}}', '+4915112345678 4915112345678'],
    ['{{{email}}}', "{o'brien@x.de}"],
    ['email', 'email'],
  ])('makes %j to %j', (text, filled) => {
    expect(fill({ text }, { email: "o'brien@x.de", phone: '+4915112345678', tenantId })).toEqual({ text: filled });
  });

  it('fills texts wherever they are, and nothing else', () => {
    const args = { a: [1, null, true, { '{{email}}': ['{{email}}'] }], limit: 10, ['__proto__']: '{{email}}' };
    const filled = fill(args, { email: 'a@x.de', tenantId });
    expect(JSON.stringify(filled)).toBe('{"a":[1,null,true,{"{{email}}":["a@x.de"]}],"limit":10,"__proto__":"a@x.de"}');
    expect(args.a[3]).toEqual({ '{{email}}': ['{{email}}'] });
  });

  it('reads no value as a template again', () => {
    for (const email of ['{{tenantId}}@x.de', '{{phone}}', '{{', '}}', '{{email}}']) {
      expect(fill({ a: 'x{{email}}y', b: '{{email}}{{email}}' }, { email, tenantId })).toEqual({
        a: `x${email}y`,
        b: email + email,
      });
    }
  });

  it('fills nothing for which there is no value', () => {
    expect(() => fill({ a: '{{phone}}' }, { email: 'a@x.de', tenantId })).toThrow('no value for {{phone}}');
    expect(() => fill({ a: '{{constructor}}' }, { email: 'a@x.de', tenantId })).toThrow('no value for {{constructor}}');
    expect(() => fill({ a: '{{email|constructor}}' }, { email: 'a@x.de', tenantId })).toThrow('unknown escaper');
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
        expect(shape(fill(given, { email, tenantId }))).toEqual(shape(given));
      }),
    );
  });
});

/** What a literal means that stands at the beginning of a text, and what comes after it. */
function literal(text: string, escapes: 'backslash' | 'doubling'): { readonly value: string; readonly rest: string } {
  let value = '';
  for (let i = 1; i < text.length; i++) {
    if (escapes === 'backslash' && text[i] === '\\') value += text[++i];
    else if (escapes === 'doubling' && text.startsWith("''", i)) value += text[i++];
    else if (text[i] === "'") return { value, rest: text.slice(i + 1) };
    else value += text[i];
  }
  throw new Error('The literal does not end');
}

describe('an escaped value', () => {
  it.each([
    ['soql', 'backslash'],
    ['odata', 'doubling'],
    ['sql', 'doubling'],
  ] as const)('is read by %s as it was, and ends where the template ends it', (escaper, escapes) => {
    fc.assert(
      fc.property(address, (email) => {
        const { q } = fill({ q: `'{{email|${escaper}}}' LIMIT 1` }, { email, tenantId });
        expect(literal(String(q), escapes)).toEqual({ value: email, rest: ' LIMIT 1' });
      }),
    );
  });

  it('ends in coql where the template ends it, whether or not a backslash escapes there', () => {
    fc.assert(
      fc.property(address, (email) => {
        const q = String(fill({ q: "'{{email|coql}}' limit 1" }, { email, tenantId }).q);
        expect(q).not.toContain('\\');
        expect(literal(q, 'doubling')).toEqual({ value: email.replaceAll('\\', ''), rest: ' limit 1' });
      }),
    );
  });

  it('has in soql no escape but those that SOQL knows', () => {
    fc.assert(
      fc.property(address, (email) => {
        const q = String(fill({ q: '{{email|soql}}' }, { email, tenantId }).q);
        expect(q.replace(/\\[\\'"]/g, '')).not.toMatch(/[\\'"]/);
      }),
    );
  });
});

describe('templateFaults', () => {
  const faults = (by: Lookup['by'], args: Lookup['args']) => templateFaults({ by, tool: 'find', args });
  const nobody = { pointer: '', message: 'must mention {{email}}, or everybody would be the person that is found' };

  it.each<[Lookup['by'], Lookup['args']]>([
    ['email', { email: '{{email}}' }],
    ['phone', { phone: '{{phone|digits}}', tenant: '{{tenantId}}' }],
    ['email', { q: "Email = '{{email|soql}}'" }],
    ['phone', { q: "Phone = '{{phone}}'" }],
    ['email', { filter: [{ value: ['{{ email }}'] }], '{{': 1 }],
    ['email', { query: '{ people(filter: { email: { eq: {{email}} } }) { id }}', note: '{"a":{"b":1}}' }],
  ])('finds nothing wrong with %s %j', (by, args) => {
    expect(faults(by, args)).toEqual([]);
  });

  it.each<[Lookup['args'], object[]]>([
    [{}, [nobody]],
    [{ limit: 10, '{{email}}': true, x: 'email' }, [nobody]],
    [{ x: '{{tenantId}}' }, [nobody]],
    [{ x: '{{phone}}', y: '{{email}}' }, [{ pointer: '/x', message: 'has {{phone}}, but the lookup is by email' }]],
    [
      { 'a/b~': ['{{email}}', '{{Email}}'] },
      [{ pointer: '/a~1b~0/1', message: 'has {{Email}}, which is none of {{email}}, {{phone}}, {{tenantId}}' }],
    ],
    [
      { x: '{{email}}{{}}' },
      [{ pointer: '/x', message: 'has {{}}, which is none of {{email}}, {{phone}}, {{tenantId}}' }],
    ],
    [
      { x: '{{email|sosl}}' },
      [{ pointer: '/x', message: 'has |sosl, which is none of soql, odata, sql, coql, digits' }],
    ],
    [
      { x: '{{email|constructor}}' },
      [{ pointer: '/x', message: 'has |constructor, which is none of soql, odata, sql, coql, digits' }],
    ],
    [{ x: '{{email|soql|odata}}' }, [{ pointer: '/x', message: 'has {{email}} with more than one escaper' }]],
    [{ x: '{{email|digits}}' }, [{ pointer: '/x', message: 'has {{email|digits}}, but digits is for a phone' }]],
    [
      { x: "Email = '{{email}}'" },
      [
        {
          pointer: '/x',
          message: 'has {{email}} beside quotation marks, where it needs an escaper, as {{email|soql}}',
        },
      ],
    ],
    [{ x: '{{email}} {{email' }, [{ pointer: '/x', message: 'has braces without their pair' }]],
    [{ x: '{{email}} {email}}' }, [{ pointer: '/x', message: 'has braces without their pair' }]],
    [{ x: '{{email}' }, [nobody, { pointer: '/x', message: 'has braces without their pair' }]],
    [{ x: '{{email}}'.repeat(51) }, [{ pointer: '', message: 'must not have more than 50 values to fill in' }]],
  ])('of a lookup by email with %j are told', (args, told) => {
    expect(faults('email', args)).toEqual(told);
  });

  it('refuses arguments that are nested too deep for anybody, without falling over them', () => {
    const nested: unknown = JSON.parse(`${'['.repeat(8000)}"{{email}}"${']'.repeat(8000)}`);
    expect(faults('email', { nested })).toEqual([{ pointer: '', message: 'must not be nested more than 20 deep' }]);
  });

  it('repeats no more of a text than helps', () => {
    expect(faults('email', { x: `{{email}}{{${'y'.repeat(5000)}}}` })[0]?.message.length).toBeLessThan(120);
  });

  it('is all that keeps a lookup from being filled in', () => {
    const text = fc.string({
      unit: fc.constantFrom('{{', '}}', '{', '}', 'email', 'phone', '|', 'soql', ' ', "'"),
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, (noise) => {
        const lookup: Lookup = { by: 'email', tool: 'find', args: { a: '{{email}}', noise } };
        fc.pre(templateFaults(lookup).length === 0);
        fill(lookup.args, { email: 'a@x.de', tenantId });
      }),
    );
  });
});
