import { join, resolve } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { allHandlers, bundle } from '../../lib/build/bundle.ts';
import { makeJwt } from './issuer.ts';
import { apiKey, environment } from './scenario.ts';

/** A function to measure: the path of its bundle without extension, its environment and its caller's credential. */
export type Variant = {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
  readonly authorization: string;
};

export type Variants<Name extends string> = Readonly<Record<Name, Variant>>;

/** What ours is compared with. */
export type Yardstick = 'bare' | 'usual' | 'floor';

/** The files of ours, and the functions to measure. Bundles all functions. */
export async function makeVariants(
  outdir: string,
  endpoint: string,
  certificateFile: string,
): Promise<{ variants: Variants<'ours' | 'cached' | Yardstick>; functions: string[] }> {
  const { files } = await bundle({ outdir: join(outdir, 'ours'), handlers: allHandlers() });
  const withCache = { outdir: join(outdir, 'cached'), handlers: ['handlers/api/updateContact.ts'], codeCache: true };
  await bundle(withCache);
  const { jwks, token } = await makeJwt();
  const env = { ...environment(endpoint), NODE_EXTRA_CA_CERTS: certificateFile };
  const key = `Bearer ${apiKey}`;
  const [bare, usual, floor] = await Promise.all([
    bundleYardstick(outdir, 'bareHandler', { minify: true, target: 'node24', mainFields: ['module', 'main'] }),
    bundleYardstick(outdir, 'usualHandler', {}),
    bundleYardstick(outdir, 'floorHandler', { minify: true, target: 'node24' }),
  ]);
  return {
    functions: files.map((file) => file.replace(/\.cjs$/, '')),
    variants: {
      ours: { path: join(outdir, 'ours/updateContact'), env, authorization: key },
      cached: { path: join(outdir, 'cached/updateContact'), env, authorization: key },
      bare: { path: bare, env, authorization: key },
      usual: { path: usual, env: { ...env, JWKS: jwks }, authorization: `Bearer ${token}` },
      floor: { path: floor, env, authorization: key },
    },
  };
}

async function bundleYardstick(outdir: string, name: string, options: BuildOptions): Promise<string> {
  const path = join(outdir, name);
  await build({
    entryPoints: [resolve(import.meta.dirname, `${name}.ts`)],
    outfile: `${path}.cjs`,
    bundle: true,
    platform: 'node',
    ...options,
  });
  return path;
}
