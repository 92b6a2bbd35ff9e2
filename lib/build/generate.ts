/**
 * `npm run generate` writes what follows from schemas/: the compiled contracts (not committed) and schemas/openapi.json
 * (committed, because people read its changes). With `--check` it fails where openapi.json is not up to date.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { readContracts } from './contracts.ts';
import { openApi } from './openapi.ts';
import { compileContract, declareContract } from './validators.ts';

const schemas = new URL('../../schemas/', import.meta.url);
const compiled = new URL('compiled/api/', schemas);
const contracts = await readContracts();

await rm(new URL('compiled/', schemas), { recursive: true, force: true });
await mkdir(compiled, { recursive: true });
for (const contract of contracts) {
  await writeFile(new URL(`${contract.operationId}.js`, compiled), await compileContract(contract));
  await writeFile(new URL(`${contract.operationId}.d.ts`, compiled), declareContract(contract));
}

const routes = contracts.map(({ method, path }) => ({ method, path }));
await writeFile(new URL('compiled/routes.js', schemas), `export const routes = ${JSON.stringify(routes)};\n`);
await writeFile(
  new URL('compiled/routes.d.ts', schemas),
  'export declare const routes: readonly { readonly method: string; readonly path: string }[];\n',
);

const description = `${JSON.stringify(openApi(contracts), null, 2)}\n`;
const file = new URL('openapi.json', schemas);
if (process.argv.includes('--check')) {
  const committed = await readFile(file, 'utf8');
  if (committed !== description) {
    console.error('schemas/openapi.json is not up to date: run npm run generate and commit it.');
    process.exitCode = 1;
  }
} else {
  await writeFile(file, description);
}
