/**
 * `npm run reindex -- --tenant <uuid>`: rebuilds the search of a tenant and its lists by status, in the local table or
 * the one in TABLE_NAME.
 */
import { uuid } from '../../schemas/formats.ts';
import { type Progress, reindex } from '../dynamo/search/reindex.ts';
import { chooseTable } from './chooseTable.ts';
import { progressBar } from './progressBar.ts';
import { run, UsageError } from './run.ts';

const usage = `Usage:
  npm run reindex -- --tenant <uuid>

Writes what finds the contacts of the tenant by words and by status, and deletes what finds a contact wrongly. The service may run meanwhile.
The command may be stopped, and started again.
It uses the table of the local service, or that of TABLE_NAME, with AWS_REGION and your AWS credentials.`;

const config = { options: { tenant: { type: 'string' } } } as const;

await run(usage, config, async ({ values: { tenant } }) => {
  if (!tenant || !uuid.validate(tenant)) throw new UsageError('--tenant must be a UUID');
  await chooseTable();
  const show = progressBar();
  for await (const progress of reindex(tenant.toLowerCase())) {
    const { of, done, total } = progress;
    show(partOf(progress), `${done} of ${total} ${of}`, of);
  }
});

function partOf({ done, total }: Progress): number {
  return total === 0 ? 1 : done / total;
}
