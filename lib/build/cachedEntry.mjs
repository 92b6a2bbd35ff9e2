// Lambda takes no request before this module is complete. It loads the bundle with the code that V8 has
// compiled before.
// An import of Node's own modules would cost five milliseconds: it makes an ES module of each, with all exports.
const { hash } = process.getBuiltinModule('node:crypto');
const { existsSync, readFileSync } = process.getBuiltinModule('node:fs');
const { createRequire } = process.getBuiltinModule('node:module');
const { dirname } = process.getBuiltinModule('node:path');
const { Script } = process.getBuiltinModule('node:vm');

const filename = import.meta.filename.replace(/mjs$/, 'cjs');
const head = '(function (exports, require, module, __filename, __dirname) {';
// V8 does not recognise every cache of another build, and may crash.
const build = hash('sha256', JSON.stringify([process.versions, process.arch, process.config])).slice(0, 12);

export const cacheFile = filename.replace(/cjs$/, `${process.version}-${process.arch}-${build}.cache`);
export const script = new Script(`${head}${readFileSync(filename, 'utf8')}\n})`, {
  filename,
  columnOffset: -head.length,
  // Without a cache, or where V8 rejects it, V8 compiles the bundle.
  cachedData: existsSync(cacheFile) ? readFileSync(cacheFile) : undefined,
});

const module = { exports: {} };
script.runInThisContext()(module.exports, createRequire(filename), module, filename, dirname(filename));
await module.exports.rehearse?.();

export const { handler } = module.exports;
