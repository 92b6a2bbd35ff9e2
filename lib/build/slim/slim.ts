import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OnLoadArgs, OnLoadResult, PartialMessage, Plugin } from 'esbuild';
import { clients } from './clients.ts';
import { type Edit, edits } from './edits.ts';
import { replacements } from './replacements.ts';

/**
 * Bundles the AWS SDK without the parts that a Lambda function does not need: each client finds only regional endpoints,
 * each module of `replaced` gives way to its stub, and in each of `edited` one expression to another. A stub that lacks a
 * name which the SDK imports fails the build, and so does a module or an expression that is no longer where it was, because
 * the SDK would then grow back unseen.
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
    return { errors: [{ text: `What do the endpoints of ${name} begin with? See to lib/build/slim/clients.ts` }] };
  return {
    contents: `import { regionalEndpoint } from ${stubFile('regionalEndpoint.ts')};
      export const defaultEndpointResolver = regionalEndpoint(${JSON.stringify(client.endpoint)});`,
    resolveDir: import.meta.dirname,
  };
}

function editedText(path: string, { from, to }: Edit): OnLoadResult {
  const text = readFileSync(path, 'utf8');
  if (!from.test(text))
    return { errors: [{ text: `${path} has no ${from} any more: see to lib/build/slim/edits.ts` }] };
  return { contents: text.replace(from, () => to), resolveDir: dirname(path) };
}

/** Of its own package.json a client wants the version, for the user agent; esbuild would keep every other line too. */
function versionOnly({ path }: OnLoadArgs): OnLoadResult {
  const { version } = JSON.parse(readFileSync(path, 'utf8'));
  return { contents: JSON.stringify({ version }), loader: 'json' };
}

/** What the clients among `inputs` need of `modules` of all clients and of their own, and is not there. */
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
      text: `lib/build/slim changes ${module}, but no bundle contains it any more: find out where the AWS SDK has moved it`,
    }));
}

/** esbuild's Go and JavaScript both read these; of a path's characters only the dot and the slash need care. */
const endingWith = (module: string): RegExp =>
  new RegExp(`[\\\\/]node_modules[\\\\/]${module.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]')}$`);

const inClient = (file = ''): RegExp =>
  new RegExp(`[\\\\/]node_modules[\\\\/]@aws-sdk[\\\\/](client-[^\\\\/]+)[\\\\/]${file}`);

const clientOf = (path: string): string | undefined => inClient().exec(path)?.[1];
