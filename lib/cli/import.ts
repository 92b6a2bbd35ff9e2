/** `npm run import -- <file> --tenant <uuid>`: imports people, into the local table or the one in TABLE_NAME. */
import { uuid } from '../../schemas/formats.ts';
import { importFile, type Progress } from './bulk/importFile.ts';
import { outcomes } from './bulk/journal.ts';
import { chooseTable } from './chooseTable.ts';
import { progressBar } from './progressBar.ts';
import { run, UsageError } from './run.ts';

const usage = `Usage:
  npm run import -- <file.csv or file.ndjson> --tenant <uuid> [--dry-run]

Imports the people in a file: an export of Google, Outlook or HubSpot, any CSV with columns such as name, email, phone,
externalRef and companyName, the same as NDJSON, or a file of npm run export. A row changes the contact with its externalRef or
one of its addresses, or creates one. It undoes no edit of a person. The service may run meanwhile.

Rows that fail are in <file>.failed.csv, or .failed.ndjson, with the reason. Correct them there, and import that file: the exit
code is 1. What was left out of other rows, and which of them bring back an erased address, is in <file>.notes.csv. An import
that was stopped goes on where it was when the same command is started again.
  --dry-run  writes nothing to the table: says what the import would do with each row alone

It uses the table of the local service, or that of TABLE_NAME, with AWS_REGION and your AWS credentials.`;

const config = {
  options: { tenant: { type: 'string' }, 'dry-run': { type: 'boolean' } },
  allowPositionals: true,
} as const;

await run(usage, config, async ({ positionals, values: { tenant, 'dry-run': dryRun = false } }) => {
  const [path, another] = positionals;
  if (!path || another) throw new UsageError('Name one file to import');
  if (!tenant || !uuid.validate(tenant)) throw new UsageError('--tenant must be a UUID');
  await chooseTable();
  const show = progressBar();
  let last: Progress | undefined;
  for await (const progress of importFile({ path, tenantId: tenant.toLowerCase(), dryRun })) {
    if (last === undefined && progress.before > 0) console.log(`Going on after ${progress.before} rows.`);
    show(progress.part, `${progress.rows} rows`);
    last = progress;
  }
  if (last) summarize(last, dryRun);
});

function summarize({ rows, counts, unknown, files, noted }: Progress, dryRun: boolean): void {
  const parts = outcomes.map((outcome) => `${counts[outcome]} ${outcome}`).join(' + ');
  console.log(`${dryRun ? 'Dry run: ' : ''}${parts} = ${rows} rows`);
  if (dryRun) console.log('Nothing was written. Each row was compared with the table, not with the rows before it.');
  if (unknown.size > 0) console.log(`Columns that are not imported: ${[...unknown].join(', ')}`);
  if (noted > 0) console.log(`Notes on ${noted} rows: ${files.notes}`);
  if (counts.failed === 0) return;
  console.log(`Failed rows, with the reason: ${files.failed}`);
  process.exitCode = 1;
}
