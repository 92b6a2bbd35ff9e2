import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OnLoadArgs, OnLoadResult, PartialMessage, Plugin } from 'esbuild';
import { type Changes, clients } from './clients.ts';
import { type Edit, edits } from './edits.ts';
import { defaults, replacements } from './replacements.ts';

/** Which DynamoDB client the bundles have: `own` or `stock`, as in package.json. */
export type DynamoDbClient = 'own' | 'stock';

/**
 * An esbuild plugin that bundles the AWS SDK without the parts that a Lambda function does not need. Clients know only
 * regional endpoints, stubs replace the modules of `replaced`, and `edited` replaces single expressions. With our own
 * DynamoDB client, the SDK's has neither the parts that ours replaces nor the shapes of inputs and outputs.
 *
 * The build fails if a stub lacks an export that the SDK imports. It also fails if a module or an expression is no
 * longer where it was after an upgrade of the SDK, because the bundles would otherwise grow without notice.
 */
export const slim = (
  dynamoDbClient: DynamoDbClient,
  { replaced = replacements, edited = edits }: Changes = {},
): Plugin => ({
  name: 'slim',
  setup(build) {
    build.initialOptions.metafile = true;
    const changes = changesOf(dynamoDbClient, { replaced, edited });
    for (const { replaced, edited } of changes.values()) {
      for (const [module, stub] of Object.entries(replaced))
        build.onLoad({ filter: endingWith(module) }, () => reExport(stub));
      for (const [module, edit] of Object.entries(edited))
        build.onLoad({ filter: endingWith(module) }, ({ path }) => editedText(path, edit));
    }
    build.onLoad({ filter: inClient('dist-es[\\\\/]endpoint[\\\\/]endpointResolver\\.js$') }, endpointResolver);
    build.onLoad({ filter: inClient('package\\.json$') }, versionOnly);
    if (dynamoDbClient === 'own') build.onLoad({ filter: endingWith(shapes) }, operationsOnly);
    build.onEnd(({ metafile }) => ({ errors: metafile ? missing(changes, Object.keys(metafile.inputs)) : [] }));
  },
});

/** The changes for each client that a bundle may have. */
function changesOf(dynamoDbClient: DynamoDbClient, { replaced, edited }: Required<Changes>) {
  const changes = Object.entries(clients).map(([name, client]): [string, Required<Changes>] => {
    const own = dynamoDbClient === 'own' ? client.own : undefined;
    const more: Changes = own ?? { replaced: { ...defaults, ...client.replaced } };
    return [name, { replaced: { ...replaced, ...more.replaced }, edited: { ...edited, ...more.edited } }];
  });
  return new Map(changes);
}

const stubFile = (stub: string): string => JSON.stringify(join(import.meta.dirname, 'stubs', stub));

const reExport = (stub: string): OnLoadResult => ({
  contents: `export * from ${stubFile(stub)};`,
  resolveDir: import.meta.dirname,
});

function endpointResolver({ path }: OnLoadArgs): OnLoadResult {
  const name = clientOf(path) ?? '';
  const client = clients[name];
  if (!client)
    return {
      errors: [
        { text: `lib/build/slim/clients.ts has no entry for ${name}: add the first part of its endpoints' host names` },
      ],
    };
  return {
    contents: `import { regionalEndpoint } from ${stubFile('regionalEndpoint.ts')};
      export const defaultEndpointResolver = regionalEndpoint(${JSON.stringify(client.endpoint)});`,
    resolveDir: import.meta.dirname,
  };
}

function editedText(path: string, { from, to }: Edit): OnLoadResult {
  const text = readFileSync(path, 'utf8');
  if (!from.test(text))
    return { errors: [{ text: `${path} no longer contains ${from}: update lib/build/slim/edits.ts` }] };
  return { contents: text.replace(from, () => to), resolveDir: dirname(path) };
}

/** A client reads only the version from its package.json, for the user agent. esbuild would include the whole file. */
function versionOnly({ path }: OnLoadArgs): OnLoadResult {
  const { version } = JSON.parse(readFileSync(path, 'utf8'));
  return { contents: JSON.stringify({ version }), loader: 'json' };
}

const shapes = '@aws-sdk/client-dynamodb/dist-es/schemas/schemas_0.js';

/**
 * The names of DynamoDB's operations, without the shapes of their inputs and outputs and of errors. Only the SDK's
 * protocol reads shapes.
 */
async function operationsOnly(): Promise<OnLoadResult> {
  const all: Record<string, unknown> = await import('@aws-sdk/client-dynamodb');
  const exports = Object.entries(all).flatMap(([name, shape]) => {
    if (!name.endsWith('$')) return [];
    const [kind, namespace, operation]: unknown[] = Array.isArray(shape) ? shape : [];
    const kept = kind === operationKind ? [kind, namespace, operation, 0, 'unit', 'unit'] : 0;
    return `export const ${name} = ${JSON.stringify(kept)};`;
  });
  return { contents: [...exports, 'export const errorTypeRegistries = [];'].join('\n') };
}

/** How the SDK marks the shape of an operation. */
const operationKind = 9;

/**
 * Returns an error for each module that the plugin must change for the clients among `inputs`, but that is not among
 * them.
 */
function missing(changes: ReadonlyMap<string, Required<Changes>>, inputs: readonly string[]): PartialMessage[] {
  const present = new Set(inputs.flatMap((input) => clientOf(`/${input}`) ?? []));
  const expected = [...present].flatMap((name) => {
    const { replaced, edited } = changes.get(name) ?? {};
    return Object.keys({ ...replaced, ...edited });
  });
  return [...new Set(expected)]
    .filter((module) => !inputs.some((input) => endingWith(module).test(`/${input}`)))
    .map((module) => ({
      text: `lib/build/slim changes ${module}, but no bundle contains it: find out where the AWS SDK has moved it`,
    }));
}

/**
 * Go, which esbuild uses, and JavaScript both understand these patterns. In a path, only the dot and the slash need
 * escaping.
 */
const endingWith = (module: string): RegExp =>
  new RegExp(`[\\\\/]node_modules[\\\\/]${module.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]')}$`);

const inClient = (file = ''): RegExp =>
  new RegExp(`[\\\\/]node_modules[\\\\/]@aws-sdk[\\\\/](client-[^\\\\/]+)[\\\\/]${file}`);

const clientOf = (path: string): string | undefined => inClient().exec(path)?.[1];
