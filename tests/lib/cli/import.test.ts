import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { call } from '../../support/call.ts';
import fc, { runOptions } from '../../support/properties.ts';
import { startService } from '../../support/service.ts';
import { readPartition } from '../../support/table.ts';
import { runCommand } from './command.ts';

const service = await startService();
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'import-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** Rows of every kind: new people, people of earlier rows, of contacts that exist, and rows that fail. */
const lines = Array.from({ length: 150 }, (_, i) => {
  const email = i % 11 === 10 ? `p${i - 7}@b.de` : i % 13 === 12 ? 'nobody' : `p${i}@b.de`;
  return [`Person ${i}`, email, i % 5 === 0 ? `+49301234${100 + (i % 20)}` : '', i % 17 === 16 ? `R-${i}` : ''].join();
});
const content = ['name,email,phone,externalRef', ...lines].join('\n');

/** A tenant with a contact that a row changes, and with the file that is to be imported. */
async function prepare() {
  const tenant = await service.tenant();
  const body = { name: 'Known', email: 'p1@b.de', companyName: 'Acme' };
  await call(createContact, { ...tenant, body, method: 'POST' });
  const folder = await mkdtemp(join(directory, 'run-'));
  const path = join(folder, 'people.csv');
  await writeFile(path, content);
  return { ...tenant, folder, path };
}
type Prepared = Awaited<ReturnType<typeof prepare>>;

/** Imports the file in another process, and kills that one when it sends its n-th request that writes. */
async function importKilledAt(write: number, { tenantId, path }: Prepared): Promise<void> {
  // The environment of the process is not that of the test.
  const env = { ...process.env };
  const child = spawn(process.execPath, ['lib/cli/import.ts', path, '--tenant', tenantId], { env, stdio: 'ignore' });
  let writes = 0;
  // The request is in progress: it may be carried out, or not.
  service.proxy.intercept = (operation) => {
    if (/Write|Update|Put/.test(operation) && ++writes === write) child.kill('SIGKILL');
    return 'pass';
  };
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  service.proxy.intercept = () => 'pass';
}

/** The items of a tenant and the files of its import, without what differs from run to run: ids and times. */
async function resultOf({ tenantId, folder }: Prepared) {
  const items = await readPartition(tenantId);
  const ids = items.map(({ contactId }) => String(contactId)).filter((key) => !key.startsWith('#'));
  const names = new Map(ids.map((id, i) => [id, `contact ${i}`]));
  const same = (text: string) =>
    text
      .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => names.get(id) ?? 'id')
      .replaceAll(/"(?:key|import):[0-9a-f]{8,12}/g, '"author')
      .replaceAll(/\b1[78]\d{11}\b|\d{4}-\d\d-\d\dT[\d:.]+Z|"[0-9a-f]{12}"/g, 'x');
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => [name, same(await readFile(join(folder, name), 'utf8'))]),
  );
  return { items: items.map((item) => same(JSON.stringify(item))).sort(), files };
}

const summary = async ({ tenantId, path }: Prepared) => {
  const { code, stdout, stderr } = await runCommand('import', [path, '--tenant', tenantId]);
  const lines = stdout.trimEnd().split('\n');
  return [code, stderr, lines.filter((line) => !line.startsWith('[') && !line.startsWith('Going on'))];
};

describe('npm run import', () => {
  it('has the same result, files, counts and exit code after it was killed at any row, any number of times', async () => {
    const whole = await prepare();
    const printed = await summary(whole);
    const expected = await resultOf(whole);
    expect([printed, expected.items.length > 250]).toEqual([
      [
        1,
        '',
        [
          '127 created + 12 updated + 1 unchanged + 10 failed = 150 rows',
          `Notes on 24 rows: ${join(whole.folder, 'people.notes.csv')}`,
          `Failed rows, with the reason: ${join(whole.folder, 'people.failed.csv')}`,
        ],
      ],
      true,
    ]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 65 }), { minLength: 2, maxLength: 2 }), async (kills) => {
        const killed = await prepare();
        for (const write of kills) await importKilledAt(write, killed);
        expect(
          (await summary(killed)).map((part) => JSON.stringify(part).replaceAll(killed.folder, whole.folder)),
        ).toEqual(printed.map((part) => JSON.stringify(part)));
        expect(await resultOf(killed)).toEqual(expected);
      }),
      runOptions(1),
    );
  });

  it.each([
    [['--tenant', 'x'], 'Name one file to import'],
    [['a.csv', '--tenant', 'x'], '--tenant must be a UUID'],
  ])('needs a file and a tenant: %j', async (words, problem) => {
    const { code, stderr } = await runCommand('import', words);
    expect([code, stderr.split('\n')[0]]).toEqual([2, problem]);
  });
});
