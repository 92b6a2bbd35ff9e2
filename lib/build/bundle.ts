import { globSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { type BuildOptions, build, formatMessages, type Message, type OutputFile } from 'esbuild';
import { compiledContracts } from './compiledContracts.ts';
import { readRelease } from './release.ts';
import { slim } from './slim/slim.ts';

const root = resolve(import.meta.dirname, '../..');

export interface BundleOptions {
  /** The folder for `<name>.cjs` and `<name>.cjs.map` of each handler. */
  outdir: string;
  /** Handler files, relative to the repository, one bundle each. The default is all of them. */
  handlers?: string[];
}

/**
 * Writes one minified CommonJS bundle per handler, and returns their absolute paths. Throws if a handler does not
 * compile or esbuild has a warning.
 *
 * The extension is `.cjs`, because Lambda and serverless-offline both find it for `handler: .build/<name>.handler`,
 * whatever module type the nearest package.json has.
 */
export async function bundle({ outdir, handlers = allHandlers() }: BundleOptions): Promise<{ files: string[] }> {
  const outputs = await buildBundles({
    entryPoints: handlers.map((file) => ({ in: resolve(root, file), out: basename(file, '.ts') })),
    outdir: resolve(outdir),
    outExtension: { '.js': '.cjs' },
    minify: true,
  });
  for (const { path, contents } of outputs) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
  }
  return { files: handlers.map((file) => resolve(outdir, `${basename(file, '.ts')}.cjs`)) };
}

/** The handler files of all functions. */
export function allHandlers(): string[] {
  return globSync('handlers/{api,events,web}/*.ts', { cwd: root }).sort();
}

/** Bundles handlers for Node as they are deployed, without writing the files. Throws as `bundle` does. */
export async function buildBundles(options: BuildOptions): Promise<OutputFile[]> {
  const { outputFiles = [], warnings } = await build({
    absWorkingDir: root,
    write: false,
    bundle: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // ES module builds of the dependencies can be tree-shaken, unlike those that esbuild prefers for Node.
    mainFields: ['module', 'main'],
    logLevel: 'silent',
    define: { RELEASE: JSON.stringify(readRelease(root)) },
    plugins: [compiledContracts, slim()],
    ...options,
  }).catch(async (error) => {
    throw Array.isArray(error.errors) ? await failure('error', error.errors) : error;
  });
  if (warnings.length > 0) throw await failure('warning', warnings);
  return outputFiles;
}

async function failure(kind: 'error' | 'warning', messages: Message[]): Promise<Error> {
  return new Error(`The bundles could not be built:\n${(await formatMessages(messages, { kind })).join('')}`);
}
