const { relative } = require('node:path');
const { transformSync } = require('esbuild');

/** Names the handler of a function, which roles.ts asks for. */
const naming = (path) => {
  const [, name] = /^handlers\/(?:api|events)\/(\w+)\.ts$/.exec(path) ?? [];
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
      footer: naming(relative(config.rootDir, path)),
    });
    return { code, map };
  },
};
