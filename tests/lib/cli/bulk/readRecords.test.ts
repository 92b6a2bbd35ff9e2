import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectFile } from '../../../../lib/cli/bulk/inspectFile.ts';
import { openRecords } from '../../../../lib/cli/bulk/readRecords.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'records-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** The headers and the records of a file with this content. */
async function read(name: string, content: string | Uint8Array) {
  const path = join(directory, name);
  await writeFile(path, content);
  const { headers, records } = await openRecords(path, await inspectFile(path));
  const all = await Array.fromAsync(records);
  return [headers ?? [], ...all.map(({ bytes: _, ...record }) => record)];
}

const expected = [['name', 'email'], { number: 2, cells: ['Jürgen €', 'j@b.de'] }];
const text = 'name,email\nJürgen €,j@b.de\n';
const windows1252 = Buffer.from(text, 'latin1');
windows1252[windows1252.indexOf(0xac)] = 0x80;

describe('openRecords', () => {
  it.each<[string, string | Uint8Array]>([
    ['UTF-8', text],
    ['UTF-8 with a byte order mark', `\uFEFF${text}`],
    ['UTF-16 with a byte order mark', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16 without one', Buffer.from(text, 'utf16le')],
    ['UTF-16, the high byte first', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
    ['UTF-16, the high byte first, without a byte order mark', Buffer.from(text, 'utf16le').swap16()],
    ['Windows-1252', windows1252],
    ['semicolons', text.replaceAll(',', ';')],
    ['tabs', text.replaceAll(',', '\t')],
    ['line ends of Windows', text.replaceAll('\n', '\r\n')],
    ['no line end at the end', text.trim()],
    ['quotes', '"name","email"\n"Jürgen €","j@b.de"\n'],
  ])('reads CSV with %s', async (_, content) => {
    expect(await read('people.csv', content)).toEqual(expected);
  });

  it('reads cells with line ends, separators and quotes, and counts rows as a spreadsheet does', async () => {
    const content = '"name, first, last";email\n"Smith; ""Bob""\nJr.";b@b.de\n\n;\n\'+1;c@d.de;more\n';
    expect(await read('people.csv', content)).toEqual([
      ['name, first, last', 'email'],
      { number: 2, cells: ['Smith; "Bob"\nJr.', 'b@b.de'] },
      { number: 5, cells: ['+1', 'c@d.de', 'more'] },
    ]);
  });

  it('reads each line of NDJSON, and says which one is no JSON or has two values of one key', async () => {
    expect(await read('people.ndjson', '{"email":"a@b.de"}\n\n{\n[1]\n{"email":1,"email":2}')).toEqual([
      [],
      { number: 1, json: { email: 'a@b.de' } },
      { number: 3, fault: 'the line is not JSON', line: '{' },
      { number: 4, json: [1] },
      { number: 5, fault: 'the line has the key "email" more than once', line: '{"email":1,"email":2}' },
    ]);
  });

  it.each([
    ['people.xlsx', 'x', 'must be a .csv or .ndjson file'],
    ['people.csv', '', 'has no headers'],
  ])('refuses %s with %j', async (name, content, problem) => {
    await expect(read(name, content)).rejects.toThrow(problem);
  });

  it.each([
    ['never closed', '"c,d@e.de\n'],
    ['closed after more than a person has', `"${'c,d@e.de\n'.repeat(150_000)}"\n`],
  ])('ends with an error that names the row where a quote is %s', async (_, row) => {
    await expect(read('people.csv', `name,email\na,a@b.de\n${row}`)).rejects.toThrow('Row 3 does not end');
  });
});
