import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { awsLimits } from '../../lib/config.ts';
import type { StoredContact } from '../../lib/contacts/contact.ts';
import { termsOf } from '../../lib/contacts/search/terms.ts';
import { writeEach } from '../../lib/dynamo/table/batches.ts';
import { keys } from '../../lib/dynamo/table/keys.ts';
import { createTables } from '../../lib/local/createTable.ts';
import { tableProperties } from '../../lib/local/tableProperties.ts';
import { startDynamoDbProxy } from '../support/dynamoDbProxy.ts';
import { meterUse, type Use } from '../support/recordUse.ts';

type Engine = {
  /** Does some work, and measures what it used. */
  readonly measure: (work: () => Promise<unknown>) => Promise<Use>;
  readonly close: () => Promise<void>;
};

/** Starts the embedded engine in a process of its own, with an empty table, for the code of this process. */
export async function startEngine(): Promise<Engine> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-engine-'));
  const server = join(import.meta.dirname, '../lib/local/emulators/dynamodb/crashingServer.ts');
  const engine = spawn(process.execPath, [server, join(directory, 'data')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const endpoint = String(await once(engine.stdout, 'data')).trim();
  Object.assign(process.env, {
    TABLE_NAME: 'contacts',
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  // A table without a stream takes half the time to fill, and costs the same to search.
  const properties = (await tableProperties()).map(({ StreamSpecification: _, ...rest }) => rest);
  await createTables(endpoint, 'contacts', properties);
  // Requests and units are measured, not time, and the engine of a busy machine may take long.
  Object.assign(awsLimits, { connectionTimeout: 60_000, requestTimeout: 60_000 });
  const proxy = await startDynamoDbProxy(endpoint);
  process.env.DYNAMODB_ENDPOINT = proxy.url;
  // Benchmarks that use it measure requests and units, which take as long as a busy machine needs.
  Object.assign(awsLimits, { connectionTimeout: 60_000, requestTimeout: 60_000 });
  return {
    measure: meterUse(proxy, new DynamoDBClient({ endpoint })),
    async close() {
      await proxy.close();
      engine.kill('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Writes contacts with their claims and postings. Returns the most postings of one. */
export async function writeContacts(contacts: readonly StoredContact[]): Promise<number> {
  let most = 0;
  for (let at = 0; at < contacts.length; at += 500) {
    const items = contacts.slice(at, at + 500).flatMap((contact) => {
      const { tenantId, contactId } = contact;
      const { words } = termsOf(contact);
      most = Math.max(most, words.size);
      const postings = [...words].map((word) => ({ tenantId, contactId: keys.search(word, contactId) }));
      const claims = Object.keys(contact.identities).map((key) => ({
        tenantId,
        contactId: keys.identity(key),
        ownerId: contactId,
      }));
      return [contact, ...postings, ...claims];
    });
    const unique = [...new Map(items.map((item) => [item.contactId, item])).values()];
    const batches = Array.from({ length: 8 }, (_, i) => unique.filter((_, j) => j % 8 === i));
    await Promise.all(batches.map((batch) => writeEach(batch.map((Item) => ({ PutRequest: { Item } })))));
  }
  return most;
}
