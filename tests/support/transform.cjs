const { stripTypeScriptTypes } = require('node:module');
const { basename } = require('node:path');

/** Registers the handler of a function under its name, for roles.ts. */
module.exports = {
  process: (source, path) => ({
    code: `${stripTypeScriptTypes(source)}
(globalThis.functionNames ??= new Map()).set(handler, '${basename(path, '.ts')}');`,
  }),
};
