import { Ajv2020 } from 'ajv/dist/2020.js';
import { readContracts } from '../../lib/build/contracts.ts';
import { openApi } from '../../lib/build/openapi.ts';
import { updateContact } from '../../schemas/compiled/api/updateContact.js';
import description from '../../schemas/openapi.json' with { type: 'json' };
import fc, { runOptions } from '../support/properties.ts';

const contracts = await readContracts();

describe('schemas/openapi.json', () => {
  it('is what openApi makes of the contracts', () => {
    expect(description).toEqual(JSON.parse(JSON.stringify(openApi(contracts))));
  });

  it.each(contracts)('describes $operationId with its success and its failures', (contract) => {
    const { operationId, responses } = Object(description.paths)[contract.path][contract.method.toLowerCase()];
    expect(operationId).toBe(contract.operationId);
    expect(Object.keys(responses)).toEqual(
      expect.arrayContaining([String(contract.success.status), ...Object.keys(contract.failures), '429', '500', '503']),
    );
  });

  it('describes every tag of an operation', () => {
    const operations = Object.values<object>(description.paths).flatMap((path) => Object.values(path));
    const used = new Set(operations.flatMap(({ tags }) => tags));
    expect(description.tags.map(({ name }) => name).sort()).toEqual([...used].sort());
  });

  it('requires the credential of all operations whose contract has a scope, and no other', () => {
    const { security, paths } = description;
    expect(security).toEqual([{ credential: [] }]);
    for (const { path, method, scope } of contracts) {
      const operation = Object(paths)[path][method.toLowerCase()];
      expect([operation['x-required-scope'], operation.security]).toEqual(scope ? [scope, undefined] : [undefined, []]);
    }
  });

  it('has no schema that common code generators fail on: none is false, and none discriminates without components', () => {
    for (const [, schema] of schemasIn(description)) {
      expect(Object.keys(schema)).not.toContain('dependentSchemas');
      expect(Object.keys(schema)).not.toContain('discriminator');
      expect(Object.values(Object(schema.properties))).not.toContain(false);
    }
  });

  it.each([
    'application/json',
    'application/merge-patch+json',
  ] as const)('lets a client send every %s body that the service accepts, also if it counts UTF-16 code units and has no u flag', (mediaType) => {
    const client = new Ajv2020({ unicode: false, unicodeRegExp: false, strict: false, validateFormats: false });
    const accepts = client.compile(description.paths['/api/contacts/{id}'].patch.requestBody.content[mediaType].schema);
    const isValid = updateContact.body?.[mediaType];
    const text = (longest: number) =>
      fc.oneof(
        fc.constantFrom('👩‍🚀', 'Жанна', '山田', '\0', '\ud800', '', null),
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        fc
          .constantFrom('😀', '𝒜', 'a')
          .chain((unit) => fc.constantFrom(unit.repeat(longest), unit.repeat(longest + 1))),
      );
    const fields = { name: text(401), firstName: text(200), lastName: text(200), companyName: text(200) };
    const email = fc.constantFrom('jürgen@müller.de', `${'𝒜'.repeat(64)}@${'𝒜.'.repeat(93)}de`, 'nobody', null);
    const all = fc.record({ ...fields, email, phone: fc.constantFrom('+4915112345678', '1') });
    const body = all.chain((values) =>
      fc.constantFrom(...Object.entries(values).map((entry) => Object.fromEntries([entry]))),
    );
    const accepted: object[] = [];
    fc.assert(
      fc.property(body, (any) => {
        if (!isValid?.(any)) return;
        accepted.push(any);
        expect([any, accepts(any), accepts.errors]).toEqual([any, true, null]);
      }),
      runOptions(1000),
    );
    expect(accepted.length).toBeGreaterThan(400);
  });

  it('limits every string in a response', () => {
    const isUnlimited = ({ type, maxLength, enum: values }: Schema) =>
      [type].flat().includes('string') && maxLength === undefined && values === undefined;
    const inResponses = schemasIn({ paths: responsesOf(description), components: description.components });
    expect(inResponses.filter(([, schema]) => isUnlimited(schema)).map(([place]) => place)).toEqual([]);
  });

  it('gives PATCH /api/contacts/{id} the failures of every endpoint of its kind and both media types', () => {
    const { patch } = description.paths['/api/contacts/{id}'];
    expect(Object.keys(patch.responses)).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '409',
      '412',
      '413',
      '415',
      '422',
      '429',
      '500',
      '503',
    ]);
    expect(Object.keys(patch.requestBody.content)).toEqual(['application/json', 'application/merge-patch+json']);
  });
});

type Schema = Readonly<Record<string, unknown>>;

/** All objects in a part of the document that are, or may be, schemas, with their places. */
function schemasIn(part: unknown, place = ''): [string, Schema][] {
  if (typeof part !== 'object' || part === null) return [];
  const inside = Object.entries(part)
    .filter(([key]) => !['example', 'examples', 'enum', 'required'].includes(key))
    .flatMap(([key, value]) => schemasIn(value, `${place}/${key}`));
  return Array.isArray(part) ? inside : [[place, { ...part }], ...inside];
}

const responsesOf = ({ paths }: typeof description) =>
  Object.values<object>(paths).flatMap((operations) => Object.values(operations).map(({ responses }) => responses));
