import { fillTemplate, templateFaults } from '../../../../lib/crm/mapping/template.ts';
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

describe('fillTemplate', () => {
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

/** Parses the string literal at the beginning of a text, and returns its value and the rest of the text. */
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
  ] as const)('keeps its value in %s, and cannot end the string literal', (escaper, escapes) => {
    fc.assert(
      fc.property(address, (email) => {
        const { q } = fillTemplate({ q: `'{{email|${escaper}}}' LIMIT 1` }, { email, tenantId });
        expect(literal(String(q), escapes)).toEqual({ value: email, rest: ' LIMIT 1' });
      }),
    );
  });

  it('cannot end a coql string literal, whether or not a backslash escapes there', () => {
    fc.assert(
      fc.property(address, (email) => {
        const q = String(fillTemplate({ q: "'{{email|coql}}' limit 1" }, { email, tenantId }).q);
        expect(q).not.toContain('\\');
        expect(literal(q, 'doubling')).toEqual({ value: email.replaceAll('\\', ''), rest: ' limit 1' });
      }),
    );
  });

  it('has only escape sequences that SOQL allows', () => {
    fc.assert(
      fc.property(address, (email) => {
        const q = String(fillTemplate({ q: '{{email|soql}}' }, { email, tenantId }).q);
        expect(q.replace(/\\[\\'"]/g, '')).not.toMatch(/[\\'"]/);
      }),
    );
  });
});

describe('templateFaults', () => {
  const faults = (by: Lookup['by'], args: Lookup['args']) => templateFaults({ by, tool: 'find', args });
  const noEmail = {
    pointer: '',
    message: 'must contain {{email}}, or the lookup would find the same people for every contact',
  };

  it.each<[Lookup['by'], Lookup['args']]>([
    ['email', { email: '{{email}}' }],
    ['phone', { phone: '{{phone|digits}}', tenant: '{{tenantId}}' }],
    ['email', { q: "Email = '{{email|soql}}'" }],
    ['phone', { q: "Phone = '{{phone}}'" }],
    ['email', { filter: [{ value: ['{{ email }}'] }], '{{': 1 }],
    ['email', { query: '{ people(filter: { email: { eq: {{email}} } }) { id }}', note: '{"a":{"b":1}}' }],
  ])('accepts a lookup by %s with %j', (by, args) => {
    expect(faults(by, args)).toEqual([]);
  });

  it.each<[Lookup['args'], object[]]>([
    [{}, [noEmail]],
    [{ limit: 10, '{{email}}': true, x: 'email' }, [noEmail]],
    [{ x: '{{tenantId}}' }, [noEmail]],
    [{ x: '{{phone}}', y: '{{email}}' }, [{ pointer: '/x', message: 'has {{phone}}, but the lookup is by email' }]],
    [
      { 'a/b~': ['{{email}}', '{{Email}}'] },
      [{ pointer: '/a~1b~0/1', message: 'has {{Email}}, which is not one of {{email}}, {{phone}}, {{tenantId}}' }],
    ],
    [
      { x: '{{email}}{{}}' },
      [{ pointer: '/x', message: 'has {{}}, which is not one of {{email}}, {{phone}}, {{tenantId}}' }],
    ],
    [
      { x: '{{email|sosl}}' },
      [{ pointer: '/x', message: 'has |sosl, which is not one of soql, odata, sql, coql, digits' }],
    ],
    [
      { x: '{{email|constructor}}' },
      [{ pointer: '/x', message: 'has |constructor, which is not one of soql, odata, sql, coql, digits' }],
    ],
    [{ x: '{{email|soql|odata}}' }, [{ pointer: '/x', message: 'has {{email}} with more than one escaper' }]],
    [{ x: '{{email|digits}}' }, [{ pointer: '/x', message: 'has {{email|digits}}, but digits is for phone only' }]],
    [
      { x: "Email = '{{email}}'" },
      [
        {
          pointer: '/x',
          message: 'has {{email}} and quotation marks; use an escaper, for example {{email|soql}}',
        },
      ],
    ],
    [{ x: '{{email}} {{email' }, [{ pointer: '/x', message: 'has unbalanced braces' }]],
    [{ x: '{{email}} {email}}' }, [{ pointer: '/x', message: 'has unbalanced braces' }]],
    [{ x: '{{email}' }, [noEmail, { pointer: '/x', message: 'has unbalanced braces' }]],
    [{ x: '{{email}}'.repeat(51) }, [{ pointer: '', message: 'must not have more than 50 placeholders' }]],
  ])('reports the faults of a lookup by email with %j', (args, expected) => {
    expect(faults('email', args)).toEqual(expected);
  });

  it('rejects arguments that are nested 8,000 levels deep', () => {
    const nested: unknown = JSON.parse(`${'['.repeat(8000)}"{{email}}"${']'.repeat(8000)}`);
    expect(faults('email', { nested })).toEqual([
      { pointer: '', message: 'must not be nested more than 20 levels deep' },
    ]);
  });

  it('shortens the text that it quotes', () => {
    expect(faults('email', { x: `{{email}}{{${'y'.repeat(5000)}}}` })[0]?.message.length).toBeLessThan(120);
  });

  it('finds everything that would make fillTemplate throw', () => {
    const text = fc.string({
      unit: fc.constantFrom('{{', '}}', '{', '}', 'email', 'phone', '|', 'soql', ' ', "'"),
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, (noise) => {
        const lookup: Lookup = { by: 'email', tool: 'find', args: { a: '{{email}}', noise } };
        fc.pre(templateFaults(lookup).length === 0);
        fillTemplate(lookup.args, { email: 'a@x.de', tenantId });
      }),
    );
  });
});
