/**
 * `npm run generate`: writes a file only if it changes, so that a watching build does not start for nothing. Some files
 * are committed, so that reviewers see their changes.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { pages } from '../../schemas/pages.ts';
import { parseCommandLine } from '../cli/run.ts';
import { contractsFingerprint, contractsStamp } from './compiledContracts.ts';
import { readContracts, readEvents } from './contracts.ts';
import { dependenciesReadme, readDependencies } from './dependencies.ts';
import { eventsReadme } from './eventsReadme.ts';
import { mailDomainsDeclaration, mailDomainsModule } from './mailDomains.ts';
import { openApi } from './openapi.ts';
import { referenceDeclaration, referenceModule } from './reference/reference.ts';
import { compileContract, compileEvent, declareContract, declareEvent } from './validators.ts';

const usage = `Usage:
  npm run generate              writes the files that follow from schemas/: schemas/compiled/, openapi.json, events/README.md;
                                and lib/build/DEPENDENCIES.md
  npm run generate -- --check   writes schemas/compiled/, and fails if one of the others is not up to date`;

const { check } = parseCommandLine(usage, { options: { check: { type: 'boolean' } } }).values;
const root = new URL('../../', import.meta.url);
const generatedFrom = contractsFingerprint();
const contracts = await readContracts();
const events = await readEvents();

const description = openApi(contracts);
const routes = [...contracts, ...pages].map(({ method, path }) => ({ method, path }));
const compiled = new Map([
  ['routes.js', `export const routes = ${JSON.stringify(routes)};\n`],
  ['routes.d.ts', 'export declare const routes: readonly { readonly method: string; readonly path: string }[];\n'],
  ['openApi.js', `export const compressed = ${JSON.stringify(compress(description))};\n`],
  [
    'openApi.d.ts',
    '/** The OpenAPI document, compressed with Brotli, in base64. */\nexport declare const compressed: string;\n',
  ],
  ['reference.js', referenceModule()],
  ['reference.d.ts', referenceDeclaration],
  ['mailDomains.js', mailDomainsModule()],
  ['mailDomains.d.ts', mailDomainsDeclaration],
]);
for (const contract of contracts) {
  compiled.set(`api/${contract.operationId}.js`, await compileContract(contract));
  compiled.set(`api/${contract.operationId}.d.ts`, declareContract(contract));
}
for (const [name, event] of events) {
  compiled.set(`events/${name}.js`, await compileEvent(name, event));
  compiled.set(`events/${name}.d.ts`, declareEvent(name));
}
for (const folder of ['api', 'events']) {
  const url = new URL(`schemas/compiled/${folder}/`, root);
  await mkdir(url, { recursive: true });
  for (const name of await readdir(url)) if (!compiled.has(`${folder}/${name}`)) await rm(new URL(name, url));
}
for (const [name, text] of compiled) await put(`schemas/compiled/${name}`, text);
await writeFile(contractsStamp, generatedFrom);

const committed = [
  ['schemas/openapi.json', `${JSON.stringify(description, null, 2)}\n`],
  ['schemas/events/README.md', eventsReadme(events)],
  ['lib/build/DEPENDENCIES.md', dependenciesReadme(readDependencies(fileURLToPath(root)))],
] as const;
for (const [name, text] of committed) {
  if (!check) {
    await put(name, text);
  } else if ((await get(name)) !== text) {
    console.error(`${name} is not up to date: run npm run generate and commit it.`);
    process.exitCode = 1;
  }
}

function compress(document: object): string {
  return brotliCompressSync(JSON.stringify(document)).toString('base64');
}

async function put(name: string, text: string): Promise<void> {
  if ((await get(name)) !== text) await writeFile(new URL(name, root), text);
}

async function get(name: string): Promise<string | undefined> {
  return readFile(new URL(name, root), 'utf8').catch((error) => {
    if (Object(error).code === 'ENOENT') return undefined;
    throw error;
  });
}
