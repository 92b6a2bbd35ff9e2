import { globSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { type BuildResult, context, formatMessages, type OutputFile, type Plugin } from 'esbuild';
import { compiledContracts } from './compiledContracts.ts';
import { readRelease } from './release.ts';
import { slim } from './slim/slim.ts';

const root = resolve(import.meta.dirname, '../..');

export interface BundleOptions {
  /** The folder for `<name>.cjs` and `<name>.cjs.map` of each handler. */
  outdir: string;
  /** Handler files, relative to the repository, one bundle each. The default is all of them. */
  handlers?: string[];
  /**
   * If given, the bundles are rebuilt on every change. Called after each rebuild, with the error message if it failed.
   */
  watch?: (failure: string | undefined) => void;
}

export interface Bundles {
  /** The absolute paths of the bundles. */
  files: string[];
  /** Stops watching. */
  stop(): Promise<void>;
}

/**
 * Writes one minified CommonJS bundle per handler. Throws if a handler does not compile or esbuild has a warning.
 *
 * The extension is `.cjs`, because Lambda and serverless-offline both find it for `handler: .build/<name>.handler`,
 * whatever module type the nearest package.json has.
 */
export async function bundle({ outdir, handlers = allHandlers(), watch }: BundleOptions): Promise<Bundles> {
  const first = Promise.withResolvers<void>();
  let built = false;
  const report: Plugin = {
    name: 'report',
    setup: (build) => {
      build.onEnd(async (result) => {
        const failure = await failureOf(result);
        // esbuild would delete the bundles of the last build if the next one fails, so we write them.
        if (!failure) await writeAll(result.outputFiles ?? []);
        if (built) watch?.(failure);
        else if (failure) first.reject(new Error(failure));
        else first.resolve();
        built = true;
      });
    },
  };
  const builder = await context({
    absWorkingDir: root,
    entryPoints: handlers.map((file) => ({ in: resolve(root, file), out: basename(file, '.ts') })),
    outdir: resolve(outdir),
    outExtension: { '.js': '.cjs' },
    write: false,
    bundle: true,
    minify: true,
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
    plugins: [compiledContracts, slim(), report],
  });
  try {
    await Promise.all([first.promise, watch ? builder.watch() : builder.rebuild()]);
  } catch (error) {
    await builder.dispose();
    throw error;
  }
  if (!watch) await builder.dispose();
  return {
    files: handlers.map((file) => resolve(outdir, `${basename(file, '.ts')}.cjs`)),
    stop: () => builder.dispose(),
  };
}

function allHandlers(): string[] {
  return globSync('handlers/{api,events,web}/*.ts', { cwd: root }).map((file) => resolve(root, file));
}

async function writeAll(files: OutputFile[]): Promise<void> {
  for (const { path, contents } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
  }
}

async function failureOf({ errors, warnings }: BuildResult): Promise<string | undefined> {
  const messages = [
    ...(await formatMessages(errors, { kind: 'error' })),
    ...(await formatMessages(warnings, { kind: 'warning' })),
  ];
  return messages.length > 0 ? `The bundles could not be built:\n${messages.join('')}` : undefined;
}
