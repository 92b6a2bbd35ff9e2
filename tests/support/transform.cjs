const { stripTypeScriptTypes } = require('node:module');
const { relative } = require('node:path');

/** Code that registers the handler of a function under its name, for roles.ts. */
const registration = (path) => {
  const [, name] = /^handlers\/(?:api|events|web)\/(\w+)\.ts$/.exec(path) ?? [];
  return name ? `\n(globalThis.functionNames ??= new Map()).set(handler, '${name}');` : '';
};

module.exports = {
  process: (source, path, { config }) => ({
    code: stripTypeScriptTypes(source) + registration(relative(config.rootDir, path)),
  }),
};
