import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { fingerprint } from '../build/fingerprint.ts';
import { readRelease } from '../build/release.ts';
import { root } from './settings.ts';

/** The bundle of all functions, without its extension and relative to the repository. */
export const localBundle = '.build/local/functions';

const file = resolve(root, `${localBundle}.cjs`);

/** What can change a function: everything but generated files, the code that is never bundled, and documents. */
const sources = ['handlers/**/*', 'lib/**/*', 'schemas/**/*', 'serverless.yml', 'package-lock.json'];
const others = /^lib\/(local|cli)\/|^schemas\/(compiled\/|openapi\.json)|\.md$/;

/**
 * Bundles the handler files for the local service, unless the bundle is up to date, and returns its absolute path and
 * whether it was built. The bundle has one export per handler file, which loads the file at its first use. Throws if a
 * handler does not compile; the bundle then stays as it was.
 */
export async function buildFunctions(handlers: readonly string[]): Promise<{ file: string; built: boolean }> {
  const entry = handlers.map(lazyExport).join('\n');
  const label = `// ${fingerprint(sources, others)} ${JSON.stringify(readRelease(root))}`;
  const current = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (current.startsWith(`${label}\n`)) return { file, built: false };
  // Loaded only if needed, like the process that it starts.
  const [{ buildBundles }, { stop }] = await Promise.all([import('../build/bundle.ts'), import('esbuild')]);
  try {
    const outputs = await buildBundles({
      stdin: { contents: entry, resolveDir: root, sourcefile: 'functions.cjs' },
      outfile: file,
      banner: { js: label },
    });
    await mkdir(dirname(file), { recursive: true });
    // The source map comes before the bundle. Renaming is atomic: a second service in this folder may read both.
    for (const { path, contents } of outputs) {
      await writeFile(`${path}.${process.pid}`, contents);
      await rename(`${path}.${process.pid}`, path);
    }
  } finally {
    await stop();
  }
  return { file, built: true };
}

function lazyExport(handler: string): string {
  const name = basename(handler, '.ts');
  return `Object.defineProperty(exports, ${JSON.stringify(name)}, { get: () => require(${JSON.stringify(`./${handler}`)}) });`;
}
