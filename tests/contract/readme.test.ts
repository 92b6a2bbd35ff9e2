import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readRecords } from '../../lib/crm/mapping/resultMapping.ts';
import { fillTemplate } from '../../lib/crm/mapping/template.ts';
import { presets } from '../../lib/crm/presets/presets.ts';
import { freePort, freePorts } from '../support/freePort.ts';
import { openServer, type Snippet, saveProgram, withServer } from './readmePrograms.ts';

let directory: string;
let service: ChildProcess;
let exited: Promise<unknown>;
let environment: NodeJS.ProcessEnv;
let url: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'readme-'));
  const ports = await freePorts();
  url = `http://127.0.0.1:${ports.PORT}`;
  environment = { ...process.env, LOCAL_DIRECTORY: directory, ...ports };
  delete environment.DYNAMODB_ENDPOINT;
  service = spawn(process.execPath, ['lib/local/start.ts'], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const greeted = Promise.withResolvers<void>();
  exited = once(service, 'exit');
  exited.then(() => greeted.reject(new Error('npm start has ended')), greeted.reject);
  // Keep reading: a process that writes to a pipe without a reader ends.
  service.stdout?.on('data', (chunk) => String(chunk).includes('"message":"ready"') && greeted.resolve());
  await greeted.promise;
});

afterAll(async () => {
  service.kill('SIGINT');
  await exited;
  await rm(directory, { recursive: true, force: true });
});

const snippetsOf = async (document: string): Promise<Snippet[]> =>
  [...(await readFile(document, 'utf8')).matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
    language,
    text,
  }));

/** Runs shell snippets one after the other in one shell, and returns what each printed. */
async function run(scripts: readonly string[], mcpPort: string): Promise<string[]> {
  const script = scripts.join('\necho "-- next --"\n');
  const here = script
    .replaceAll('http://127.0.0.1:3000', url)
    .replaceAll('http://127.0.0.1:8080', `http://127.0.0.1:${mcpPort}`)
    .replaceAll('receiver.mjs', '.build/receiver.mjs')
    .replaceAll('./.local/', `${directory}/`)
    // One of the rows that the document imports fails, which is exit code 1.
    .replaceAll(/^npm run -s import .*$/gm, '$& || [ $? = 1 ]');
  // A command that fails leaves no process behind, which would keep the output open.
  const cleanUp = "trap 'kill $(jobs -p) 2> /dev/null || true' EXIT";
  const { stdout } = await promisify(execFile)('bash', ['-euc', `${cleanUp}\n${here}`], { env: environment });
  return stdout.split('-- next --\n');
}

/** Runs the commands of a document, with its MCP server or its receiver of webhooks. */
async function runDocument(document: string, all: readonly Snippet[], commands: readonly Snippet[]): Promise<string[]> {
  const port = await freePort();
  const runAll = () =>
    run(
      commands.map(({ text }) => text),
      port,
    );
  if (document === 'README.md') {
    await saveProgram(all, port, '.build/receiver.mjs');
    return runAll();
  }
  return withServer(all, port, async () => {
    await (await openServer(port)).close();
    return runAll();
  });
}

it.each([
  ['README.md', 13],
  ['lib/crm/README.md', 2],
])('%s shows commands that work, and %d results of them', async (document, results) => {
  const all = await snippetsOf(document);
  const commands = all.filter(({ language }) => language === 'sh');
  const printed = await runDocument(document, all, commands);
  expect(printed).toHaveLength(commands.length);
  const shown = commands
    .map((command) => all[all.indexOf(command) + 1])
    .map((next) => (next?.language === 'json' ? next : undefined));
  expect(shown.filter((result) => result !== undefined)).toHaveLength(results);
  shown.forEach((result, i) => {
    if (result) expect(withoutChance(JSON.parse(printed[i] ?? ''))).toEqual(withoutChance(JSON.parse(result.text)));
  });
  if (document !== 'README.md') return;
  const [key, ...rest] = (printed.find((text) => text.startsWith('ctk_test_')) ?? '').trim().split('\n');
  expect(key).toMatch(/^ctk_test_\S+$/);
  expect(rest.join('\n')).toContain('CRM sync');
  expect(rest.at(-1)).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
});

it('lib/crm/README.md shows an MCP server in 30 lines, which finds a contact', async () => {
  const all = await snippetsOf('lib/crm/README.md');
  const [server] = all.filter(({ language }) => language === 'js');
  expect(server?.text.trim().split('\n').length).toBeLessThanOrEqual(30);
  const port = await freePort();
  await withServer(all, port, async () => {
    const { lookups, result } = presets.default;
    const args = fillTemplate(lookups[0]?.args ?? {}, { email: 'ada@engines.example', tenantId: '' });
    const session = await openServer(port);
    const signal = AbortSignal.timeout(100_000);
    const records = readRecords(await session.callTool('find_contact', args, { signal }), result);
    expect(records).toMatchObject([{ externalRef: 'C-1001', firstName: 'Ada', companyName: 'Engines Ltd' }]);
    await session.close();
  });
});

it('README.md names every script', async () => {
  const text = await readFile('README.md', 'utf8');
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
  const inner = ['check', 'external', 'jest', 'prepare'];
  const named = (script: string) => new RegExp(`npm (run )?(-s )?${script}\\b`).test(text);
  expect(Object.keys(scripts).filter((script) => !inner.includes(script) && !named(script))).toEqual([]);
});

/** The keys of values that differ from run to run. */
const chance = [
  'id',
  'at',
  'createdAt',
  'createdBy',
  'updatedAt',
  'changedAt',
  'changedBy',
  'erased',
  'erasedAt',
  'since',
  'by',
  'key',
  'requestId',
  'secret',
  'syncToken',
  'url',
];

/** Replaces the values that differ from run to run. */
const withoutChance = ({ data, ...answer }: Record<string, unknown>): unknown => ({
  ...Object.fromEntries(
    Object.entries(answer).map(([key, value]) => (chance.includes(key) ? [key, typeof value] : [key, value])),
  ),
  ...(Array.isArray(data) && { data: data.map(withoutChance) }),
});
