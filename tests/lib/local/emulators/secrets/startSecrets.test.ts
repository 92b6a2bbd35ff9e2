import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { startSecrets } from '../../../../../lib/local/emulators/secrets/startSecrets.ts';
import type { Listening } from '../../../../../lib/local/listen.ts';
import { writePrivateFile } from '../../../../../lib/local/privateFile.ts';

let directory: string;
let secrets: Listening;
let client: SecretsManagerClient;

async function start(): Promise<void> {
  secrets = await startSecrets({ port: 0, directory });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new SecretsManagerClient({ endpoint: secrets.url, region: 'us-east-1', credentials, maxAttempts: 1 });
}

async function stop(): Promise<void> {
  client.destroy();
  await secrets.close();
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'secrets-'));
  // Under jest, an error of node:fs is no instance of Error, by which a missing file is known.
  await writePrivateFile(join(directory, 'secrets.json'), []);
  await start();
});
afterEach(async () => {
  await stop();
  await rm(directory, { recursive: true });
});

const create = (Name: string, SecretString: string, ClientRequestToken?: string) =>
  client.send(new CreateSecretCommand({ Name, SecretString, ...(ClientRequestToken && { ClientRequestToken }) }));
const get = (SecretId: string) => client.send(new GetSecretValueCommand({ SecretId }));
const put = (SecretId: string, SecretString: string) =>
  client.send(new PutSecretValueCommand({ SecretId, SecretString }));
const remove = (SecretId: string) =>
  client.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));

const notFound = { name: 'ResourceNotFoundException', message: "Secrets Manager can't find the specified secret." };

describe('startSecrets', () => {
  it('stores a secret and returns it by name and ARN, with its creation time', async () => {
    const created = await create('contacts-local/crm/t', 'hidden ☃');
    expect(created).toMatchObject({ Name: 'contacts-local/crm/t', VersionId: expect.any(String) });
    expect(created.ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:contacts-local\/crm\/t-\w{6}$/);
    const { ARN, Name, VersionId } = created;
    for (const id of ['contacts-local/crm/t', String(ARN)]) {
      const found = await get(id);
      expect(found).toMatchObject({ ARN, Name, VersionId, SecretString: 'hidden ☃', VersionStages: ['AWSCURRENT'] });
      expect(found.CreatedDate).toBeInstanceOf(Date);
    }
  });

  it('rejects a second secret of the same name, but accepts a retry of the same request', async () => {
    const token = 'a'.repeat(32);
    const { VersionId } = await create('a', 'one', token);
    await expect(create('a', 'one', token)).resolves.toMatchObject({ Name: 'a', VersionId });
    await expect(create('a', 'two', token)).rejects.toMatchObject({ name: 'ResourceExistsException' });
    await expect(create('a', 'one')).rejects.toMatchObject({
      name: 'ResourceExistsException',
      message: 'The operation failed because the secret a already exists.',
    });
  });

  it('replaces the value of a secret', async () => {
    const before = await create('a', 'one');
    const after = await put('a', 'two');
    expect(after.VersionId).not.toBe(before.VersionId);
    expect(await get('a')).toMatchObject({ ARN: before.ARN, VersionId: after.VersionId, SecretString: 'two' });
  });

  it('deletes a secret, and accepts the deletion of a missing one', async () => {
    await create('a', 'one');
    await remove('a');
    await expect(get('a')).rejects.toMatchObject(notFound);
    await expect(put('a', 'two')).rejects.toMatchObject(notFound);
    await expect(remove('a')).resolves.toMatchObject({ Name: 'a' });
    await expect(create('a', 'new')).resolves.toMatchObject({ Name: 'a' });
  });

  it('lists the secrets whose names begin alike, page by page, without their values', async () => {
    for (const name of ['a/crm/2', 'a/crm/1', 'b/crm/1', 'a/crm/3', 'a/other']) await create(name, 'hidden');
    const Filters = [{ Key: 'name' as const, Values: ['a/crm/'] }];
    const first = await client.send(new ListSecretsCommand({ Filters, MaxResults: 2 }));
    expect(first.SecretList).toMatchObject([{ Name: 'a/crm/1', CreatedDate: expect.any(Date) }, { Name: 'a/crm/2' }]);
    expect(JSON.stringify(first)).not.toContain('hidden');
    const { NextToken } = first;
    const last = await client.send(new ListSecretsCommand({ Filters, MaxResults: 2, ...(NextToken && { NextToken }) }));
    expect([last.SecretList?.map(({ Name }) => Name), last.NextToken]).toEqual([['a/crm/3'], undefined]);
    const all = await client.send(new ListSecretsCommand({}));
    expect(all.SecretList).toHaveLength(5);
  });

  it('keeps all of several concurrent changes', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `secret-${i}`);
    await Promise.all(names.map((name) => create(name, `value of ${name}`)));
    const found = await Promise.all(names.map(get));
    expect(found.map(({ SecretString }) => SecretString)).toEqual(names.map((name) => `value of ${name}`));
  });

  it('keeps secrets over a restart, in a file that only its owner can read', async () => {
    await create('a', 'one');
    const before = await get('a');
    await stop();
    await start();
    const { $metadata: _, ...found } = await get('a');
    expect(before).toMatchObject(found);
    const file = join(directory, 'secrets.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toContain('"one"');
  });

  it('rejects requests that it does not emulate', async () => {
    await create('a', 'one');
    const rejection = { name: 'InvalidParameterException' };
    const recoverable = new DeleteSecretCommand({ SecretId: 'a', RecoveryWindowInDays: 7 });
    await expect(client.send(recoverable)).rejects.toMatchObject(rejection);
    const previous = new GetSecretValueCommand({ SecretId: 'a', VersionStage: 'AWSPREVIOUS' });
    await expect(client.send(previous)).rejects.toMatchObject(rejection);
    await expect(create('no spaces', 'one')).rejects.toMatchObject(rejection);
    const byTag = new ListSecretsCommand({ Filters: [{ Key: 'tag-key', Values: ['a'] }] });
    await expect(client.send(byTag)).rejects.toMatchObject(rejection);
    await expect(client.send(new ListSecretsCommand({ SortOrder: 'asc' }))).rejects.toMatchObject(rejection);
    const describe = new DescribeSecretCommand({ SecretId: 'a' });
    await expect(client.send(describe)).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });

  it.each([
    ['secretsmanager.toString', '{}', 'UnknownOperationException'],
    ['DynamoDB_20120810.GetSecretValue', '{}', 'UnknownOperationException'],
    ['secretsmanager.GetSecretValue', 'not JSON', 'SerializationException'],
    ['secretsmanager.GetSecretValue', 'null', 'InvalidParameterException'],
  ])('rejects %s with the body %s by %s', async (target, body, type) => {
    const response = await fetch(secrets.url, { method: 'POST', headers: { 'x-amz-target': target }, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: type, message: expect.any(String) });
  });
});
