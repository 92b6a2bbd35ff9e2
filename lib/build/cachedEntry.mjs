// Lambda takes no request before this module is complete. It loads the bundle with the code that V8 has compiled before.
import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

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
