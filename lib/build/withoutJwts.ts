import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

/** An esbuild plugin for a deployment without an issuer: its bundles refuse all JWTs and cannot check any. */
export const withoutJwts: Plugin = {
  name: 'without-jwts',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]lib[\\/]auth[\\/]jwt\.ts$/ }, ({ path }) => ({
      contents: "export { refuseJwt as checkJwt } from './refuseJwt.ts';",
      resolveDir: dirname(path),
    }));
  },
};
