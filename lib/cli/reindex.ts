/**
 * `npm run reindex -- --tenant <uuid>`: rebuilds the search of a tenant, in the local table or the one in TABLE_NAME.
 */
import { uuid } from '../../schemas/formats.ts';
import { type Progress, reindex } from '../dynamo/search/reindex.ts';
import { chooseTable } from './chooseTable.ts';
import { run, UsageError } from './run.ts';

const usage = `Usage:
  npm run reindex -- --tenant <uuid>

Writes what finds the contacts of the tenant, and deletes what finds a contact wrongly. The service may run meanwhile.
The command may be stopped, and started again.
It uses the table of the local service, or that of TABLE_NAME, with AWS_REGION and your AWS credentials.`;

const config = { options: { tenant: { type: 'string' } } } as const;

const width = 30;

await run(usage, config, async ({ values: { tenant } }) => {
  if (!tenant || !uuid.validate(tenant)) throw new UsageError('--tenant must be a UUID');
  await chooseTable();
  let shown = '';
  for await (const progress of reindex(tenant.toLowerCase())) {
    if (process.stdout.isTTY) {
      process.stdout.write(`\r${lineOf(progress)}${progress.done === progress.total ? '\n' : ''}`);
      continue;
    }
    // A log has a line for each tenth.
    const tenth = `${progress.of} ${Math.floor(10 * partOf(progress))}`;
    if (tenth !== shown) console.log(lineOf(progress));
    shown = tenth;
  }
});

function partOf({ done, total }: Progress): number {
  return total === 0 ? 1 : done / total;
}

function lineOf(progress: Progress): string {
  const { of, done, total } = progress;
  const part = partOf(progress);
  const bar = '#'.repeat(Math.floor(part * width)).padEnd(width, '-');
  return `[${bar}] ${Math.floor(part * 100)}% ${done} of ${total} ${of}`;
}
