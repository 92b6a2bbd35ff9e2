import { globSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type BuildOptions, build, formatMessages, type Message, type OutputFile } from 'esbuild';
import { makeCodeCache } from './codeCache.ts';
import { compiledContracts } from './compiledContracts.ts';
import { rehearsalScripts, rehearsals } from './rehearsal.ts';
import { readRelease } from './release.ts';
import { type DynamoDbClient, slim } from './slim/slim.ts';
import { withoutJwts } from './withoutJwts.ts';

const root = resolve(import.meta.dirname, '../..');

export interface BundleOptions {
  /** The folder for `<name>.cjs` and `<name>.cjs.map` of each handler, and `<name>.mjs` of those that are rehearsed. */
  outdir: string;
  /** Handler files, relative to the repository, one bundle each. The default is all of them. */
  handlers?: string[];
  /** Whether the bundles can check JWTs; those of a deployment without an issuer need not. The default is true. */
  acceptsJwts?: boolean;
  /** Whether each bundle gets a code cache. The default is false. */
  codeCache?: boolean;
  /** The DynamoDB client of the bundles. The default is our own. */
  dynamoDbClient?: DynamoDbClient;
}

/** Absolute paths. */
export interface Bundles {
  /** The bundle of each handler. */
  files: string[];
  /** All files of each function at AWS. */
  deployed: string[][];
}

/**
 * Writes one minified CommonJS bundle per handler. An endpoint with a credential also gets the module `<name>.mjs`,
 * which loads the bundle and rehearses the endpoint. Throws if a handler does not compile or esbuild has a warning.
 *
 * For `handler: .build/<name>.handler`, Lambda and serverless-offline look for `<name>.mjs` and then for `<name>.cjs`,
 * whatever module type the nearest package.json has.
 */
export async function bundle({
  outdir,
  handlers = allHandlers(),
  acceptsJwts = true,
  codeCache = false,
  dynamoDbClient,
}: BundleOptions): Promise<Bundles> {
  const scripts = await rehearsalScripts();
  const options: BuildOptions = {
    entryPoints: handlers.map((file) => ({ in: resolve(root, file), out: basename(file, '.ts') })),
    outdir: resolve(outdir),
    outExtension: { '.js': '.cjs' },
    minify: true,
    plugins: [rehearsals(scripts), ...(acceptsJwts ? [] : [withoutJwts])],
  };
  const outputs = await buildBundles(options, dynamoDbClient);
  for (const { path, contents } of outputs) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
  }
  const files = handlers.map((file) => resolve(outdir, `${basename(file, '.ts')}.cjs`));
  const deployed = files.map(async (file) => {
    const entry = file.replace(/cjs$/, 'mjs');
    // An earlier build may have left one.
    await rm(entry, { force: true });
    if (!codeCache && !scripts.has(basename(file, '.cjs'))) return [file];
    await copyFile(join(import.meta.dirname, codeCache ? 'cachedEntry.mjs' : 'entry.mjs'), entry);
    return codeCache ? [file, entry, await makeCodeCache(entry)] : [file, entry];
  });
  return { files, deployed: await Promise.all(deployed) };
}

/** The handler files of all functions. */
export function allHandlers(): string[] {
  return globSync('handlers/{api,events,web}/*.ts', { cwd: root }).sort();
}

/** Bundles handlers for Node as they are deployed, without writing the files. Throws as `bundle` does. */
export async function buildBundles(
  { plugins = [], ...options }: BuildOptions,
  dynamoDbClient: DynamoDbClient = 'own',
): Promise<OutputFile[]> {
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
    // `import()` of a module of Node becomes `require`: it is faster, and vm.Script, which loads code caches, has
    // no other.
    supported: { 'dynamic-import': false },
    // ES module builds of the dependencies can be tree-shaken, unlike those that esbuild prefers for Node.
    mainFields: ['module', 'main'],
    // esbuild's own condition, and that of package.json for the SDK's client.
    conditions: ['module', ...(dynamoDbClient === 'stock' ? ['stock-client'] : [])],
    logLevel: 'silent',
    define: { RELEASE: JSON.stringify(readRelease(root)) },
    plugins: [...plugins, compiledContracts, slim(dynamoDbClient)],
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
