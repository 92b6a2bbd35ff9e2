import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { localEndpoints, localSettings } from '../../../lib/local/settings.ts';
import { runNode } from '../cli/command.ts';

const project = resolve(import.meta.dirname, '../../..');
const script = `import('./lib/local/settings.ts').then((it) => console.log(JSON.stringify(it.localSettings())))`;
const settingsOf = (env: NodeJS.ProcessEnv) => runNode(['-e', script], env);

describe('localSettings', () => {
  it('defaults to six ports and the folder .local', () => {
    expect(localSettings({})).toEqual({
      port: 3000,
      lambdaPort: 3002,
      dynamoDbPort: 8000,
      eventsPort: 4010,
      crmPort: 4020,
      secretsPort: 4030,
      directory: expect.stringMatching(/\.local$/),
      dynamoDbEndpoint: undefined,
    });
  });

  it('reads the environment', () => {
    expect(localSettings({ CRM_PORT: '5020', SECRETS_PORT: '5030' })).toMatchObject({
      crmPort: 5020,
      secretsPort: 5030,
    });
  });
});

describe('localSettings, which ends the process if they are wrong,', () => {
  it.each(['', ' '])('treats variables with the value "%s" as absent', async (empty) => {
    const names = ['PORT', 'LAMBDA_PORT', 'DYNAMODB_PORT', 'EVENTS_PORT', 'CRM_PORT', 'SECRETS_PORT'];
    const variables = [...names, 'LOCAL_DIRECTORY', 'DYNAMODB_ENDPOINT'].map((name) => [name, empty]);
    expect(localSettings(Object.fromEntries(variables))).toEqual(localSettings({}));
  });

  it('rejects a directory that has other things than local data', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'settings-'));
    const link = join(directory, 'link');
    await symlink(project, link);
    for (const path of ['.', '..', '/', 'lib/..', project, link, homedir(), `${homedir()}/..`])
      expect(await settingsOf({ LOCAL_DIRECTORY: path })).toEqual({
        code: 1,
        stdout: '',
        stderr: `LOCAL_DIRECTORY must name a folder for the local data only, not ${resolve(path)}.\n`,
      });
    await rm(directory, { recursive: true });
  });

  it('rejects a directory whose ~ no shell has replaced', async () => {
    expect(await settingsOf({ LOCAL_DIRECTORY: '~/data' })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'LOCAL_DIRECTORY must not begin with ~, as "~/data" does: write the whole path.\n',
    });
  });

  it.each(['localhost:8000', '8000', 'ftp://127.0.0.1', 'http://'])('rejects the endpoint %s', async (endpoint) => {
    expect(await settingsOf({ DYNAMODB_ENDPOINT: endpoint })).toEqual({
      code: 1,
      stdout: '',
      stderr: `DYNAMODB_ENDPOINT must be a URL, for example http://127.0.0.1:8000, not "${endpoint}".\n`,
    });
  });

  it.each(['http', '0', '65536', '-1', '3000.5'])('rejects the port %s', async (port) => {
    expect(await settingsOf({ CRM_PORT: port })).toEqual({
      code: 1,
      stdout: '',
      stderr: `CRM_PORT must be a port number from 1 to 65535, not "${port}".\n`,
    });
  });

  it('rejects two equal ports', async () => {
    expect(await settingsOf({ CRM_PORT: '5000', PORT: '5000' })).toMatchObject({
      code: 1,
      stderr: 'PORT, LAMBDA_PORT, DYNAMODB_PORT, EVENTS_PORT, CRM_PORT and SECRETS_PORT must be different ports.\n',
    });
  });
});

describe('localEndpoints', () => {
  it('names the local event bus and Secrets Manager, and allows CRMs on this machine', () => {
    expect(localEndpoints({ eventsPort: 5010, secretsPort: 5030 })).toEqual({
      EVENTS_ENDPOINT: 'http://127.0.0.1:5010',
      SECRETS_ENDPOINT: 'http://127.0.0.1:5030',
      OUTBOUND_ALLOW_LOOPBACK: 'true',
    });
  });
});
