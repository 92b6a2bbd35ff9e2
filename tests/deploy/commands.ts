import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../..');

/** The folder of the packages in requirements.txt, which `npm run test:deploy` installs. */
export const python = join(root, '.build/python/bin');

/** The folder of the package that `serverless package` and `serverless deploy` make. */
export const packaged = join(root, '.serverless');

/** The text of a section of the README. */
export async function readme(heading: string): Promise<string> {
  const [, text] = (await readFile(join(root, 'README.md'), 'utf8')).split(`\n## ${heading}\n`);
  return text?.split('\n## ')[0] ?? '';
}

/** The README's `npx serverless <name> ...`. */
export async function frameworkCommand(name: string): Promise<string> {
  const [command] = new RegExp(`^npx serverless ${name} .*$`, 'm').exec(await readme('Deploy')) ?? [];
  if (!command) throw new Error(`The README has no command ${name}`);
  return command;
}

/** Version 1 of the AWS CLI ignores AWS_ENDPOINT_URL for SQS. */
const awsFunction = 'aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }';

/**
 * Runs a shell command in the project's folder, with invalid credentials, on the server at `endpoint` in place of all
 * AWS services. Returns what it printed; rejects with it if the command fails.
 */
export async function shell(command: string, endpoint: string): Promise<string> {
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  const { stderr } = await promisify(execFile)(
    'bash',
    ['--norc', '-euo', 'pipefail', '-c', `exec >&2\n${awsFunction}\n${command}`],
    {
      cwd: root,
      env: {
        ...Object.fromEntries(environment),
        PATH: [python, join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
        AWS_ENDPOINT_URL: endpoint,
        AWS_DEFAULT_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'none',
        AWS_SECRET_ACCESS_KEY: 'none',
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      },
      maxBuffer: 16 * 1024 * 1024,
    },
  );
  return stderr;
}
