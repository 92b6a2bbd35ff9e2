import { fillTemplate } from '../../../../lib/crm/mapping/template.ts';
import { templateFaults } from '../../../../lib/crm/mapping/templateFaults.ts';
import type { Lookup } from '../../../../schemas/crmLookups.ts';
import fc from '../../../support/properties.ts';

const tenantId = '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10';

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
    ['email', { query: '{ people(filter: { email: { eq: "{{email|json}}" } }) { id }}', note: '{"a":{"b":1}}' }],
    ['email', { x: ' {{email}} ', y: '{{email|url}}', z: ['{{email|sql}}'] }],
    ['email', { filter: { operator: 'contains', value: '{{email}}' }, note: 'people we like' }],
    ['email', { filter: ['email', 'ilike', '%{{email|like}}%'], names: ['name', '=', '{{email}}'] }],
    ['email', { where: { email: { _ilike: '{{email|like}}' } } }],
    ['email', { url: 'https://crm.example/contacts?email={{email|url}}&tenant={{tenantId}}' }],
    ['email', { path: '/contacts/{{email|url}}' }],
    ['email', { path: "/contacts?$filter=email eq '{{email|odata|url}}'" }],
    ['email', { path: 'contacts?q={"email":"{{email|json|url}}"}' }],
    ['email', { body: `{"q":"select id from c where email = '{{email|sql|json}}'"}` }],
    ['email', { body: `{"url":"/contacts?$filter=email eq '{{email|odata|url}}'"}` }],
    ['email', { q: `where data = '{"email":"{{email|json|sql}}"}'` }],
    ['email', { body: '{"url":"https://crm.example/?email={{email|url}}"}' }],
    ['email', { q: "select * from c where name like 'A%' and email = '{{email|sql}}'" }],
    ['email', { q: "where note = \"it's\" and email in ('{{email|sql}}')" }],
    ['email', { q: "where note = 'it''s' and email = '{{email|sql}}'" }],
    ['email', { q: "/* by email */ select id from c where email = '{{email|sql}}'" }],
    ['phone', { q: "where phone like '%{{phone|digits}}' or phone = {{phone}}" }],
    [
      'externalRef',
      { ref: '{{externalRef}}', q: "Id = '{{externalRef|soql}}'", path: '/contacts/{{externalRef|url}}' },
    ],
    ['phone', { url: 'https://crm.example/?phone={{phone|digits}}', again: '/?phone={{phone|url}}' }],
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
      [
        {
          pointer: '/a~1b~0/1',
          message: 'has {{Email}}, which is not one of {{email}}, {{phone}}, {{externalRef}}, {{tenantId}}',
        },
      ],
    ],
    [
      { x: '{{email|url}}{{}}' },
      [{ pointer: '/x', message: 'has {{}}, which is not one of {{email}}, {{phone}}, {{externalRef}}, {{tenantId}}' }],
    ],
    [
      { x: '{{email|sosl}}' },
      [{ pointer: '/x', message: 'has |sosl, which is not one of soql, odata, sql, coql, json, url, like, digits' }],
    ],
    [
      { x: '{{email|constructor}}' },
      [
        {
          pointer: '/x',
          message: 'has |constructor, which is not one of soql, odata, sql, coql, json, url, like, digits',
        },
      ],
    ],
    [{ x: '{{email|soql|odata|json|url}}' }, [{ pointer: '/x', message: 'has {{email}} with more than 3 escapers' }]],
    [{ x: '{{email|digits}}' }, [{ pointer: '/x', message: 'has {{email|digits}}, but digits is for phone only' }]],
    [{ x: '{{email|url}} {{email' }, [{ pointer: '/x', message: 'has unbalanced braces' }]],
    [{ x: '{{email|url}} {email}}' }, [{ pointer: '/x', message: 'has unbalanced braces' }]],
    [{ x: '{{email}' }, [noEmail, { pointer: '/x', message: 'has unbalanced braces' }]],
    [{ x: Array(51).fill('{{email}}') }, [{ pointer: '', message: 'must not have more than 50 placeholders' }]],
  ])('reports the faults of a lookup by email with %j', (args, expected) => {
    expect(faults('email', args)).toEqual(expected);
  });

  const asPattern = 'in a pattern, where % and _ are wildcards; use {{email|like}}';
  const inAddress = 'in an address; use {{email|url}}';
  const others = " (in place of sql, the query language's own: soql, odata, sql, coql)";
  const inQuery = `in single quotation marks; use {{email|sql}}${others}`;
  const inJson = 'in double quotation marks; use {{email|json}}';
  const inQueryInAddress = `in single quotation marks in an address; use {{email|sql|url}}${others}`;
  const inQueryInJson = `in single quotation marks in double quotation marks; use {{email|sql|json}}${others}`;
  const inLike = 'in a LIKE, where % and _ are wildcards; compare with = and an escaper';
  const unquoted =
    'in a longer text, but not in quotation marks; use \'{{email|sql}}\' in SQL, "{{email|json}}" in JSON, {{email|url}} in an address';

  it.each<[string, string]>([
    ['https://crm.example/?email={{email}}', inAddress],
    ['HTTPS://{{email}}.crm.example/', inAddress],
    ['/contacts/{{email}}', inAddress],
    ['mailto:{{email}}', inAddress],
    ['contacts?email={{email}}', inAddress],
    ['GET https://crm.example/{{email|sql}}', inAddress],
    ['https://crm.example/{{email|sql|url}}', inAddress],
    [
      '{"url":"https://crm.example/?email={{email|json}}"}',
      'in an address in double quotation marks; use {{email|url}}',
    ],
    ["/contacts?$filter=email eq '{{email|odata}}'", inQueryInAddress],
    ["/contacts?$filter=email eq '{{email|url}}'", inQueryInAddress],
    ["/contacts?$filter=email eq '{{email|url|odata}}'", inQueryInAddress],
    ['/contacts?q={"email":"{{email|url}}"}', 'in double quotation marks in an address; use {{email|json|url}}'],
    [
      `{"url":"/contacts?$filter=email eq '{{email|url}}'"}`,
      `in single quotation marks in an address in double quotation marks; use {{email|sql|url}}${others}`,
    ],
    [`{"q":"select id from c where email = '{{email|json}}'"}`, inQueryInJson],
    [`{"q":"select id from c where email = '{{email|sql}}'"}`, inQueryInJson],
    [
      `where data = '{"email":"{{email|sql}}"}'`,
      `in double quotation marks in single quotation marks; use {{email|json|sql}}${others}`,
    ],
    ["Email = '{{email}}'", inQuery],
    ["Email = '{{email|like}}'", inQuery],
    ["Email = '{{email|json}}'", inQuery],
    ["Email = '{{email|sql|sql}}'", inQuery],
    ['{"email":"{{email}}"}', inJson],
    ['email = "{{email|sql}}"', inJson],
    ['email = {{email}}', unquoted],
    ['email = {{email|sql}}', unquoted],
    ["note = 'x' and email = {{email|sql}}", unquoted],
    ['note = "it\'s" and email = {{email|sql}}', unquoted],
    ['email = `{{email|sql}}`', 'in backquotes; use single or double quotation marks'],
    ['Find the person {{email}}', unquoted],
    ["email like '%{{email|sql}}%'", inLike],
    ["email ILIKE '{{email}}'", inLike],
    ["email not like\nconcat('%', '{{email|sql}}')", inLike],
    ["email regexp '{{email|sql}}'", inLike],
    [`{"q":"where email like '{{email|sql|json}}'"}`, inLike],
    ['{ people(where: { email: { _ilike: "{{email|json}}" } }) { id }}', inLike],
  ])('refuses %j', (text, wanted) => {
    const [found] = text.match(/\{\{.*?\}\}/) ?? [];
    expect(faults('email', { x: text })).toEqual([{ pointer: '/x', message: `has ${found} ${wanted}` }]);
  });

  it('refuses each of several placeholders by what is around it', () => {
    expect(faults('email', { x: '{{email}}, {{email|url}}' })).toEqual([
      { pointer: '/x', message: `has {{email}} ${unquoted}` },
    ]);
  });

  it.each<[Lookup['args'], string]>([
    [{ domain: [['email', '=ilike', '{{email}}']] }, '/domain/0/2'],
    [{ filter: { op: 'NOT LIKE', value: '%{{email}}%' } }, '/filter/value'],
    [{ where: { email: { like: ['{{email}}'] } } }, '/where/email/like/0'],
    [{ email__ilike: '{{email}}' }, '/email__ilike'],
    [{ emailLike: '{{email}}' }, '/emailLike'],
  ])('refuses a value that is compared as a pattern: %j', (args, pointer) => {
    expect(faults('email', args)).toEqual([{ pointer, message: `has {{email}} ${asPattern}` }]);
  });

  it('refuses a phone number in an address, where a plus sign means a space', () => {
    expect(faults('phone', { x: '/contacts?phone={{phone}}' })).toEqual([
      { pointer: '/x', message: 'has {{phone}} in an address; use {{phone|url}} or {{phone|digits}}' },
    ]);
  });

  it('rejects arguments that are nested 8,000 levels deep', () => {
    const nested: unknown = JSON.parse(`${'['.repeat(8000)}"{{email}}"${']'.repeat(8000)}`);
    expect(faults('email', { nested })).toEqual([
      { pointer: '', message: 'must not be nested more than 20 levels deep' },
    ]);
  });

  it('shortens the text that it quotes', () => {
    expect(faults('email', { x: `{{email|url}}{{${'y'.repeat(5000)}}}` })[0]?.message.length).toBeLessThan(140);
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

  it.each<[string, string]>([
    ["Id = '{{externalRef}}'", 'has {{externalRef}} in single quotation marks; use {{externalRef|sql}}'],
    ['id = {{externalRef}}', 'has {{externalRef}} in a longer text, but not in quotation marks; use'],
    ['/contacts/{{externalRef}}', 'has {{externalRef}} in an address; use {{externalRef|url}}'],
    ['{{email}}', 'has {{email}}, but the lookup is by externalRef'],
    ['{{externalRef|digits}}', 'has {{externalRef|digits}}, but digits is for phone only'],
  ])('requires an escaper for an id as for an email, because callers choose it: %s', (q, message) => {
    expect(faults('externalRef', { q, ref: '{{externalRef}}' })).toEqual([
      { pointer: '/q', message: expect.stringContaining(message) },
    ]);
  });
});
