import { readFile, writeFile } from 'node:fs/promises';
import { dollarsPerMillion, functionMillisecond, pricesAsOf, type Transport } from '../support/prices.ts';
import { recordUse, type Use } from '../support/recordUse.ts';
import { startOperations } from './operations.ts';

const { service, operations } = await startOperations();
const measure = recordUse(service);

/** The table in README.md and what follows it, up to the next heading. */
const block = /(?<=^## Costs\n.*?\n)\| operation .*?(?=^## )/ms;

it('README.md has the requests, the units and the price of every operation', async () => {
  const lines = [
    '| operation | requests to DynamoDB | write units | read units | dollars per million |',
    '| --- | --- | --- | --- | --- |',
  ];
  const uses = new Map<string, { readonly use: Use; readonly transport: Transport }>();
  for (const { name, transport, prepare } of operations) {
    const use = await measure(await prepare());
    uses.set(name, { use, transport });
    const price = dollarsPerMillion(use, transport).toFixed(2);
    lines.push(`| ${[name, use.requests, use.writeUnits, use.readUnits, price].join(' | ')} |`);
  }
  const known = uses.get('`channel.message_received` of a known sender');
  if (!known) throw new Error('There is no operation for a known sender');
  const [single, batched] = [1, 10].map((batch) => dollarsPerMillion(known.use, known.transport, batch).toFixed(2));
  const text = `${lines.join('\n')}

**A million messages of known senders cost $${single}** where each is alone in its batch, and $${batched} in full batches of ten.

The prices are AWS's list prices of ${pricesAsOf} in us-east-1, on demand and without free tiers. Those of a request include API Gateway and
Lambda; those of an event its bus, its queue and Lambda, with one event in each batch; those of a CRM its secret. They do not include
logs, storage and the duration of functions: each millisecond with 512 MB on arm64 adds $${functionMillisecond.toFixed(3)}. The caller's key and the
order of the tenant's names are in the function's memory; its first request there, and one a minute, read each with one more request and
read unit.

`;
  const readme = await readFile('README.md', 'utf8');
  if (process.env.WRITE_COSTS)
    await writeFile(
      'README.md',
      readme.replace(block, () => text),
    );
  // If this fails, a path costs more or less than it did. `npm run costs` writes the table again.
  else expect(text.split('\n')).toEqual(block.exec(readme)?.[0].split('\n'));
});
