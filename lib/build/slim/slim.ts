import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OnLoadArgs, OnLoadResult, PartialMessage, Plugin } from 'esbuild';
import { type Edit, edits } from './edits.ts';
import { replacements } from './replacements.ts';

const sdk = '@aws-sdk/client-dynamodb/dist-es/index.js';

/**
 * Bundles the AWS SDK without the parts that a Lambda function does not need: each module of `replaced` gives way to its
 * stub, and in each of `edited` one expression to another. A stub that lacks a name which the SDK imports fails the build, and
 * so does a module or an expression that is no longer where it was, because the SDK would then grow back unseen.
 */
export const slim = (replaced = replacements, edited = edits): Plugin => ({
  name: 'slim',
  setup(build) {
    build.initialOptions.metafile = true;
    for (const [module, stub] of Object.entries(replaced)) {
      build.onLoad({ filter: endingWith(module) }, () => reExport(join(import.meta.dirname, 'stubs', stub)));
    }
    for (const [module, edit] of Object.entries(edited)) {
      build.onLoad({ filter: endingWith(module) }, ({ path }) => editedText(path, edit));
    }
    build.onLoad({ filter: /[\\/]node_modules[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]package\.json$/ }, versionOnly);
    const modules = Object.keys({ ...replaced, ...edited });
    build.onEnd(({ metafile }) => ({ errors: metafile ? missing(modules, Object.keys(metafile.inputs)) : [] }));
  },
});

const reExport = (file: string): OnLoadResult => ({
  contents: `export * from ${JSON.stringify(file)};`,
  resolveDir: import.meta.dirname,
});

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

function missing(modules: string[], inputs: string[]): PartialMessage[] {
  const has = (module: string) => inputs.some((input) => endingWith(module).test(`/${input}`));
  if (!has(sdk)) return [];
  return modules
    .filter((module) => !has(module))
    .map((module) => ({
      text: `lib/build/slim changes ${module}, but no bundle contains it any more: find out where the AWS SDK has moved it`,
    }));
}

/** esbuild's Go and JavaScript both read this; of a path's characters only the dot and the slash need care. */
const endingWith = (module: string): RegExp =>
  new RegExp(`[\\\\/]node_modules[\\\\/]${module.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]')}$`);
