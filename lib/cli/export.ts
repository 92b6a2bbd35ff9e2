/** `npm run export -- <file> --tenant <uuid>`: exports the contacts of the local table, or of the one in TABLE_NAME. */
import { open, rename } from 'node:fs/promises';
import { uuid } from '../../schemas/formats.ts';
import { exportContacts, storedContacts } from '../dynamo/contacts/exportContacts.ts';
import { csvContact, csvHead } from './bulk/csvExport.ts';
import { exportedLine } from './bulk/exportedLine.ts';
import { chooseTable } from './chooseTable.ts';
import { run, UsageError } from './run.ts';

const usage = `Usage:
  npm run export -- <file.ndjson or file.csv> --tenant <uuid>

Writes all contacts of the tenant into a file. The service may run meanwhile.
  .ndjson  whole contacts, with sources, addresses and history, which npm run import restores with their ids
  .csv     what callers of the API see, for spreadsheets

It uses the table of the local service, or that of TABLE_NAME, with AWS_REGION and your AWS credentials.`;

const config = { options: { tenant: { type: 'string' } }, allowPositionals: true } as const;

/** The lines of an export, and the number of contacts that they are about. */
type Part = { readonly text: string; readonly contacts: number };

await run(usage, config, async ({ positionals, values: { tenant } }) => {
  const [path, another] = positionals;
  if (!path || another) throw new UsageError('Name one file to write');
  if (!tenant || !uuid.validate(tenant)) throw new UsageError('--tenant must be a UUID');
  const parts = path.endsWith('.ndjson') ? ndjson : path.endsWith('.csv') ? csv : undefined;
  if (!parts) throw new UsageError(`${path} must be a .ndjson or .csv file`);
  await chooseTable();
  // The file appears when it is complete.
  const file = await open(`${path}.new`, 'w', 0o600);
  let contacts = 0;
  try {
    for await (const part of parts(tenant.toLowerCase())) {
      await file.writeFile(part.text);
      contacts += part.contacts;
      if (process.stdout.isTTY) process.stdout.write(`\r${contacts} contacts`);
    }
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  console.log(`${process.stdout.isTTY ? '\r' : ''}${contacts} contacts are in ${path}`);
});

async function* ndjson(tenantId: string): AsyncGenerator<Part> {
  for await (const contacts of exportContacts(tenantId))
    yield { text: contacts.map(exportedLine).join(''), contacts: contacts.length };
}

async function* csv(tenantId: string): AsyncGenerator<Part> {
  // Spreadsheets take a file for UTF-8 by its byte order mark.
  yield { text: `\uFEFF${csvHead}`, contacts: 0 };
  for await (const contacts of storedContacts(tenantId)) {
    const shown = contacts.filter(({ mergedInto }) => mergedInto === undefined);
    yield { text: shown.map(csvContact).join(''), contacts: shown.length };
  }
}
