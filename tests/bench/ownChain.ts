import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { buildBundles } from '../../lib/build/bundle.ts';

const root = resolve(import.meta.dirname, '../..');
const client = join(root, 'lib/dynamo/table/client.ts');
const immediateStore = join(import.meta.dirname, 'immediateStore.ts');

/**
 * Bundles updateContact with a store that replies at once, and returns the path without extension. A warm call of it is
 * everything of ours: the event, the middlewares with a remembered key, the decision, the expression, the response and
 * the line of the log. What it lacks are the SDK and the network.
 */
export async function bundleOwnChain(outdir: string): Promise<string> {
  const redirected = { count: 0 };
  const outputs = await buildBundles({
    entryPoints: [join(root, 'handlers/api/updateContact.ts')],
    outdir,
    outExtension: { '.js': '.cjs' },
    minify: true,
    plugins: [redirectClient(redirected)],
  });
  if (redirected.count === 0) throw new Error(`No module imports ${client}`);
  await mkdir(outdir, { recursive: true });
  for (const { path, contents } of outputs) await writeFile(join(outdir, basename(path)), contents);
  return join(outdir, 'updateContact');
}

const redirectClient = (redirected: { count: number }): Plugin => ({
  name: 'immediate-store',
  setup({ onResolve }) {
    onResolve({ filter: /\/client\.ts$/ }, ({ path, importer, resolveDir }) => {
      if (resolve(resolveDir, path) !== client || importer === immediateStore) return undefined;
      redirected.count++;
      return { path: immediateStore };
    });
  },
});
