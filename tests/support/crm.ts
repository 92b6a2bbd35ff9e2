import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSecrets } from '../../lib/local/emulators/secrets/startSecrets.ts';
import { forgetSecret } from '../../lib/secrets/secrets.ts';

/** Lets the tests of one file connect CRMs on this machine, and keep their secrets. It ends with the tests. */
export async function allowCrms(): Promise<{
  /** All that the keeper of secrets has kept, as it lies on the disk. */
  secrets(): Promise<string>;
  /** Takes a secret away, as an operator might. */
  removeSecrets(): Promise<void>;
}> {
  const directory = await mkdtemp(join(tmpdir(), 'crm-'));
  const keeper = await startSecrets({ port: 0, directory });
  Object.assign(process.env, {
    SECRETS_ENDPOINT: keeper.url,
    SECRET_PREFIX: 'contacts-test',
    CRM_ALLOW_LOOPBACK: 'true',
  });
  afterAll(async () => {
    await keeper.close();
    await rm(directory, { recursive: true });
  });
  const secrets = () => readFile(join(directory, 'secrets.json'), 'utf8').catch(() => '');
  return {
    secrets,
    async removeSecrets() {
      const names = [...(await secrets()).matchAll(/contacts-test\/crm\/[\w/-]+/g)].map(([name]) => name);
      await Promise.all(names.map(forgetSecret));
    },
  };
}
