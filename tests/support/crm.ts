import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSecrets } from '../../lib/local/emulators/secrets/startSecrets.ts';
import { removeSecret } from '../../lib/secrets/secrets.ts';

/** Lets the tests of one file connect to CRMs on 127.0.0.1, and starts a secret store for them until the tests end. */
export async function allowCrms(): Promise<{
  /** The file of the secret store: names and values of all secrets. */
  secrets(): Promise<string>;
  /** Removes all secrets, as an operator might. */
  removeSecrets(): Promise<void>;
}> {
  const directory = await mkdtemp(join(tmpdir(), 'crm-'));
  const store = await startSecrets({ port: 0, directory });
  Object.assign(process.env, {
    SECRETS_ENDPOINT: store.url,
    SECRET_PREFIX: 'contacts-test',
    OUTBOUND_ALLOW_LOOPBACK: 'true',
  });
  afterAll(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });
  const secrets = () => readFile(join(directory, 'secrets.json'), 'utf8').catch(() => '');
  return {
    secrets,
    async removeSecrets() {
      const names = [...(await secrets()).matchAll(/contacts-test\/crm\/[\w/-]+/g)].map(([name]) => name);
      await Promise.all(names.map(removeSecret));
    },
  };
}
