const { transformSync } = require('esbuild');

module.exports = {
  process: (source, path) => {
    const { code, map } = transformSync(source, {
      loader: 'ts',
      format: 'esm',
      target: 'node22',
      sourcemap: true,
      sourcefile: path,
    });
    return { code, map };
  },
};
