import { _, Ajv2020, type Options } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import format from 'ajv/dist/vocabularies/format/format.js';
import { build } from 'esbuild';
import type { Contract, ObjectSchema } from '../../schemas/contract.ts';
import type { EventContract } from '../../schemas/event.ts';
import * as formats from '../../schemas/formats.ts';

/**
 * Makes the source of a compiled contract: a module that imports only our formats, with the contract's constants and a
 * validator for each of its request schemas. Validators of query parameters set defaults; no other changes anything. An
 * endpoint without query parameters has a validator that accepts none.
 */
export async function compileContract(contract: Contract): Promise<string> {
  const bodies = Object.entries(contract.body ?? {});
  const strict = validatorModule({}, Object.fromEntries(bodies.map(([, schema], i) => [`body${i}`, schema])));
  const {
    operationId,
    method,
    path,
    scope,
    success,
    params,
    query = noParameters,
    headers = {},
    bodyKilobytes,
  } = contract;
  const defaulting = validatorModule({ useDefaults: true }, { ...(params && { params }), query });
  const integers = propertiesWith(Object(query), 'type', 'integer');
  const ifMatch = 'if-match' in headers;
  const idempotent = 'idempotency-key' in headers || undefined;
  const fields = [
    `...${JSON.stringify({ method, path, scope, status: success.status, ifMatch, idempotent, bodyKilobytes })}`,
    params && 'params: defaulting.params',
    'query: defaulting.query',
    integers.length > 0 && `integers: ${JSON.stringify(integers)}`,
    bodies.length > 0 && `body: {${bodies.map(([type], i) => `${JSON.stringify(type)}: strict.body${i}`).join()}}`,
  ];
  return bundleModule(
    `import * as strict from 'strict'; import * as defaulting from 'defaulting';
     export const ${operationId} = {${fields.filter(Boolean).join()}};`,
    { strict, defaulting },
  );
}

/** Where the compiled modules find it. */
const formatsModule = '../../formats.ts';

const noParameters: ObjectSchema = { type: 'object', additionalProperties: false, properties: {} };

/** Makes the type declarations for the module of compileContract. */
export const declareContract = ({ operationId }: Contract): string =>
  `import type { ${operationId} as contract } from '../../api/${operationId}.ts';
import type { Compiled } from '../../contract.ts';

export declare const ${operationId}: Compiled<typeof contract>;
`;

/** Makes the source of a compiled event, with a validator for its detail that changes nothing. */
export function compileEvent(name: string, { detailType, independent, detail }: EventContract): Promise<string> {
  const times = propertiesWith(detail, 'format', 'date-time');
  return bundleModule(
    `import { detail } from 'strict';
     export const ${name} = {...${JSON.stringify({ detailType, independent, times })}, detail};`,
    { strict: validatorModule({}, { detail }) },
  );
}

/** The names of the properties in whose schema a keyword has this value. */
const propertiesWith = (schema: object, keyword: string, value: string): string[] =>
  Object.entries(Object(schema).properties).flatMap(([name, property]) =>
    Object(property)[keyword] === value ? [name] : [],
  );

/** Makes the type declarations for the module of compileEvent. */
export const declareEvent = (name: string): string =>
  `import type { ${name} as contract } from '../../events/${name}.ts';
import type { CompiledEvent, DetailOf } from '../../event.ts';

export declare const ${name}: CompiledEvent<DetailOf<typeof contract>>;
`;

function validatorModule(options: Options, schemas: Record<string, object>): string {
  const names = Object.keys(schemas);
  if (names.length === 0) return '';
  const ajv = new Ajv2020({
    allErrors: true,
    messages: false,
    strictTypes: false,
    discriminator: true,
    code: { source: true, esm: true, formats: _`formats` },
    formats,
    ...options,
  });
  // A violation has the phrase of the format, so that no bundle has those of all formats.
  ajv.removeKeyword('format').addKeyword({
    ...format.default,
    error: { message: '', params: ({ schemaCode }) => _`{phrase: formats[${schemaCode}].phrase}` },
  });
  for (const [name, schema] of Object.entries(withoutNotes(schemas))) ajv.addSchema(schema, name);
  const code = standaloneCode.default(ajv, Object.fromEntries(names.map((name) => [name, name])));
  return `import * as formats from '${formatsModule}'; ${code}`;
}

/** The schemas without what only people read, which ajv would keep beside some validators. */
const withoutNotes = (schemas: Record<string, object>): Record<string, object> =>
  JSON.parse(JSON.stringify(schemas), (key, part) =>
    (key === 'description' && typeof part === 'string') || (key === 'examples' && Array.isArray(part))
      ? undefined
      : part,
  );

async function bundleModule(entry: string, modules: Record<string, string>): Promise<string> {
  const result = await build({
    stdin: { contents: entry, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'node22',
    minifySyntax: true,
    logLevel: 'error',
    plugins: [
      {
        name: 'generated',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^(strict|defaulting)$/ }, ({ path }) => ({ path, namespace: 'generated' }));
          onResolve({ filter: /formats/ }, ({ path }) => ({ path, external: true, sideEffects: false }));
          onLoad({ filter: /.*/, namespace: 'generated' }, ({ path }) => ({
            contents: modules[path] ?? '',
            resolveDir: import.meta.dirname,
          }));
        },
      },
    ],
  });
  return result.outputFiles.map(({ text }) => text).join('');
}
