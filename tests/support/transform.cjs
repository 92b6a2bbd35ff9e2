const { relative } = require('node:path');
const { transformSync } = require('esbuild');

/** Code that registers the handler of a function under its name, for roles.ts. */
const registration = (path) => {
  const [, name] = /^handlers\/(?:api|events|web)\/(\w+)\.ts$/.exec(path) ?? [];
  return name ? `(globalThis.functionNames ??= new Map()).set(handler, '${name}');` : '';
};

module.exports = {
  process: (source, path, { config }) => {
    const { code, map } = transformSync(source, {
      loader: 'ts',
      format: 'esm',
      target: 'node22',
      sourcemap: true,
      sourcefile: path,
      footer: registration(relative(config.rootDir, path)),
    });
    return { code, map };
  },
};
