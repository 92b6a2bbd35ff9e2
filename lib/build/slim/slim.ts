import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OnLoadArgs, OnLoadResult, PartialMessage, Plugin } from 'esbuild';
import { clients } from './clients.ts';
import { type Edit, edits } from './edits.ts';
import { replacements } from './replacements.ts';

/**
 * An esbuild plugin that bundles the AWS SDK without the parts that a Lambda function does not need. Clients know only
 * regional endpoints, stubs replace the modules of `replaced`, and `edited` replaces single expressions.
 *
 * The build fails if a stub lacks an export that the SDK imports. It also fails if a module or an expression is no
 * longer where it was after an upgrade of the SDK, because the bundles would otherwise grow without notice.
 */
export const slim = (replaced = replacements, edited = edits): Plugin => ({
  name: 'slim',
  setup(build) {
    build.initialOptions.metafile = true;
    const ofOneClient = Object.values(clients).map((client) => client.replaced ?? {});
    for (const [module, stub] of [replaced, ...ofOneClient].flatMap(Object.entries<string>)) {
      build.onLoad({ filter: endingWith(module) }, () => reExport(stub));
    }
    for (const [module, edit] of Object.entries(edited)) {
      build.onLoad({ filter: endingWith(module) }, ({ path }) => editedText(path, edit));
    }
    build.onLoad({ filter: inClient('dist-es[\\\\/]endpoint[\\\\/]endpointResolver\\.js$') }, endpointResolver);
    build.onLoad({ filter: inClient('package\\.json$') }, versionOnly);
    const modules = Object.keys({ ...replaced, ...edited });
    build.onEnd(({ metafile }) => ({ errors: metafile ? missing(modules, Object.keys(metafile.inputs)) : [] }));
  },
});

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

/**
 * Returns an error for each module that the plugin must change for the clients among `inputs`, but that is not among
 * them.
 */
function missing(modules: readonly string[], inputs: readonly string[]): PartialMessage[] {
  const present = new Set(inputs.flatMap((input) => clientOf(`/${input}`) ?? []));
  const expected = [...present].flatMap((name) => [
    ...modules,
    `@aws-sdk/${name}/dist-es/endpoint/endpointResolver.js`,
    ...Object.keys(clients[name]?.replaced ?? {}),
  ]);
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
