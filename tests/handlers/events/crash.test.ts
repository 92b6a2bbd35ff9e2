import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { handler as projectChange } from '../../../handlers/events/projectChange.ts';
import { bundle } from '../../../lib/build/bundle.ts';
import { fold } from '../../../lib/contacts/fold.ts';
import { wholeOf } from '../../../lib/contacts/parts.ts';
import { startService, type Tenant } from '../../support/service.ts';
import { deliverRecords, followStream } from '../../support/stream.ts';
import {
  expectClaimsToMatchIdentities,
  partsIn,
  readItems,
  readPartition,
  withoutStatements,
} from '../../support/table.ts';
import { messages } from './crash/messages.ts';
import { requests } from './crash/requests.ts';
import type { Scenario } from './crash/scenario.ts';

const service = await startService();
const readNewRecords = followStream();
const newTenant = () => service.tenant('contacts:read', 'contacts:write', 'contacts:erase');

const script = join(import.meta.dirname, 'crashingFunction.cjs');
const scenarios = [...messages, ...requests];

let outdir: string;
beforeAll(async () => {
  outdir = await mkdtemp(join(tmpdir(), 'crash-'));
  // As on Lambda; and a bundle is loaded fast, which counts, because the tests start many processes.
  const handlers = new Set(scenarios.map(([, { handler }]) => `handlers/${handler}.ts`));
  await bundle({ outdir, handlers: [...handlers] });
});
afterAll(() => rm(outdir, { recursive: true }));

/**
 * Runs a function in a child process, and kills it (SIGKILL) after DynamoDB has carried out its n-th request, before
 * the reply.
 */
async function killAfter(n: number, scenario: Scenario, event: object): Promise<void> {
  const file = join(outdir, `${basename(scenario.handler)}.cjs`);
  const child = spawn(process.execPath, [script, file, JSON.stringify(event)], {
    env: process.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let requests = 0;
  service.proxy.intercept = (...request) =>
    counts(scenario, ...request) && ++requests === n ? { insteadOfReply: () => child.kill('SIGKILL') } : 'pass';
  const [, signal] = await once(child, 'exit');
  service.proxy.intercept = () => 'pass';
  expect([n, signal]).toEqual([n, 'SIGKILL']);
}

/** Counts the requests after which a function is to be killed. */
async function countRequests(scenario: Scenario, act: () => Promise<void>): Promise<number> {
  let requests = 0;
  service.proxy.intercept = (...request) => {
    if (counts(scenario, ...request)) requests++;
    return 'pass';
  };
  await act();
  service.proxy.intercept = () => 'pass';
  return requests;
}

/** Whether a function is to be killed after a request. One that makes one change is, if the request writes. */
const counts = ({ isOneChange }: Scenario, operation: string, body: string): boolean =>
  !isOneChange || (/Write|Put|Update|Delete/.test(operation) && !body.includes('limits#'));

/** The items of a tenant without ids and times, which differ between runs. */
async function stateOf({ tenantId }: Tenant) {
  const items = await readItems(tenantId);
  expectClaimsToMatchIdentities(items);
  const kinds = (await readPartition(tenantId)).map(({ contactId }) => String(contactId).split('#')[1] ?? 'contact');
  return {
    contacts: partsIn(items.contacts).map((part) => {
      const { contactId, sources, identities, version } = part;
      const { manual, ...others } = sources;
      return {
        person: fold({ sources, identities }),
        sources: others,
        identities: withoutStatements(identities),
        version,
        isMerged: wholeOf(part).contactId !== contactId,
      };
    }),
    claims: Object.entries(items.claims).map(([key, { ownerId: _, confirmed: __, ...claim }]) => [key, claim]),
    // The mark of an erased address means nothing while the contact has it.
    kinds: kinds.filter((kind) => kind !== 'erased').sort(),
  };
}

describe('a function that is killed after any of its requests to DynamoDB, or after any of its writes if it makes one change', () => {
  beforeEach(readNewRecords);

  it.each(
    scenarios,
  )('leads to the same items when it is called again, and has made that one change or none: %s', async (_, scenario) => {
    const { isOneChange, prepare } = scenario;
    const project = async () => isOneChange && deliverRecords(projectChange, await readNewRecords());
    async function prepared() {
      const tenant = await newTenant();
      const invocation = await prepare(tenant);
      await project();
      return { tenant, ...invocation };
    }
    const uninterrupted = await prepared();
    const before = await stateOf(uninterrupted.tenant);
    const count = await countRequests(scenario, uninterrupted.repeat);
    await project();
    const after = await stateOf(uninterrupted.tenant);

    expect(count).toBeGreaterThanOrEqual(isOneChange ? 1 : 2);
    for (let n = 1; n <= count; n++) {
      const { tenant, event, repeat } = await prepared();
      await killAfter(n, scenario, event);
      await project();
      if (isOneChange) expect([before, after]).toContainEqual(await stateOf(tenant));
      await repeat();
      await project();
      expect(await stateOf(tenant)).toEqual(after);
    }
  });
});
