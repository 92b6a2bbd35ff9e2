import { compileContract, compileEvent, declareContract, declareEvent } from '../../../lib/build/validators.ts';
import type { CompiledContract, Contract } from '../../../schemas/contract.ts';
import type { CompiledEvent, EventContract } from '../../../schemas/event.ts';
import * as formats from '../../../schemas/formats.ts';

const contract = {
  operationId: 'putThing',
  method: 'PUT',
  path: '/api/things/{id}',
  summary: 'Put a thing',
  description: 'Puts it.',
  scope: 'contacts:write',
  params: { type: 'object', required: ['id'], properties: { id: { type: 'string', format: 'uuid' } } },
  query: { type: 'object', properties: { limit: { type: 'integer', default: 50 } } },
  headers: { 'if-match': { description: 'The etag.', example: '*' } },
  body: { 'application/json': { type: 'object', properties: { count: { type: 'integer', default: 1 } } } },
  success: { status: 201, description: 'The thing.', schema: {} },
  failures: {},
} as const satisfies Contract;

const event = {
  detailType: 'thing.happened',
  description: 'It happened.',
  detail: {
    type: 'object',
    required: ['id'],
    properties: {
      version: { const: 1, description: 'Version.' },
      id: { type: 'string' },
      at: { type: 'string', format: 'date-time' },
    },
    examples: [],
  },
} as const satisfies EventContract;

const formatsModule = new URL('../../../schemas/formats.ts', import.meta.url).href;

/** Imports the source of a module. */
const load = async (source: string) =>
  import(`data:text/javascript,${encodeURIComponent(source.replace('../../formats.ts', formatsModule))}`);

describe('compileContract', () => {
  let source: string;
  let compiled: CompiledContract;
  beforeAll(async () => {
    source = await compileContract(contract);
    compiled = (await load(source)).putThing;
  });

  it('makes a module that imports only formats, with the constants of the contract', () => {
    expect(source.match(/\b(?:import|require)\b.*/g)).toEqual(['import * as formats from "../../formats.ts";']);
    expect(compiled).toMatchObject({
      method: 'PUT',
      path: '/api/things/{id}',
      scope: 'contacts:write',
      status: 201,
      ifMatch: true,
    });
  });

  it('sets the defaults of query parameters, coerces nothing, and names those that are integers', () => {
    const [given, empty] = [{ limit: 7 }, {}];
    expect([compiled.query?.(given), compiled.query?.(empty)]).toEqual([true, true]);
    expect([given, empty]).toEqual([{ limit: 7 }, { limit: 50 }]);
    expect(compiled.query?.({ limit: '7' })).toBe(false);
    expect(compiled.integers).toEqual(['limit']);
    expect(compiled.params?.({ id: 'x' })).toBe(false);
    expect(compiled.params?.errors).toMatchObject([
      { keyword: 'format', instancePath: '/id', params: { phrase: formats.uuid.phrase } },
    ]);
  });

  it('leaves out what only people read, also where ajv keeps the schema', async () => {
    const note = 'Only for people.';
    const described = { type: ['string', 'null'], description: note, examples: [note] } as const;
    const body = { type: 'object', properties: { description: described, examples: described } } as const;
    const text = await compileContract({ ...contract, body: { 'application/json': body } });
    expect(text).not.toContain(note);
    const isValid = (await load(text)).putThing.body['application/json'];
    expect([isValid({ description: 1 }), isValid({ examples: 1 }), isValid({ examples: null })]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('validates bodies without changing them', () => {
    const isValid = compiled.body?.['application/json'];
    const empty = {};
    expect([isValid?.({ count: '7' }), isValid?.({ count: 7 }), isValid?.(empty)]).toEqual([false, true, true]);
    expect(empty).toEqual({});
  });
});

describe('compileEvent', () => {
  it('makes a module with the detail type, the names of times and a validator of the detail', async () => {
    const source = await compileEvent('thingHappened', event);
    const compiled: CompiledEvent<unknown> = (await load(source)).thingHappened;
    expect([compiled.detailType, compiled.times]).toEqual(['thing.happened', ['at']]);
    expect([compiled.detail({ id: 'x', more: 1 }), compiled.detail({ version: 2, id: 'x' })]).toEqual([true, false]);
  });
});

describe('the declarations', () => {
  it('derive the types of the modules from the contracts', () => {
    expect(declareContract(contract)).toContain('export declare const putThing: Compiled<typeof contract>');
    expect(declareEvent('thingHappened')).toContain(
      'export declare const thingHappened: CompiledEvent<DetailOf<typeof contract>>',
    );
  });
});
