import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Settings as at AWS, so that the same code runs. DynamoDB is a server in the same process. */
const environment = {
  TABLE_NAME: 'contacts',
  AWS_REGION: 'local',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_SESSION_TOKEN: 'none',
  TENANT_REQUESTS_PER_SECOND: '100',
  CREDENTIAL_REQUESTS_PER_SECOND: '50',
  API_KEY_MODE: 'test',
  EVENT_BUS_NAME: 'contacts',
  SECRET_PREFIX: 'contacts',
};

/** Where functions run, as serverless.yml states it. */
export interface Platform {
  /** For example `nodejs24.x`. */
  runtime: string;
  /** `arm64` or `x86_64`. */
  architecture: string;
}

/** Says why this process cannot make a code cache for functions that run there; empty if it may. */
export function platformFaults({ runtime, architecture }: Platform): string[] {
  const own = {
    runtime: `nodejs${process.versions.node.split('.')[0]}.x`,
    architecture: process.arch.replace('x64', 'x86_64'),
  };
  if (runtime === own.runtime && architecture === own.architecture) return [];
  return [
    `codeCache is true, but the functions run on ${runtime} (${architecture}), and this is ${own.runtime} (${own.architecture}): package in Lambda's own image.`,
  ];
}

const program = `
  const { createServer } = await import('node:http');
  const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  process.env.DYNAMODB_ENDPOINT = 'http://127.0.0.1:' + server.address().port;
  const { script, cacheFile } = await import(process.argv[1]);
  const { writeFileSync } = await import('node:fs');
  writeFileSync(cacheFile, script.createCachedData());
  process.stdout.write(cacheFile, () => process.exit());
`;

/**
 * Writes the code cache of the bundle that `cachedEntry.mjs`, copied to `entry`, loads, and returns its path. It
 * contains what V8 compiles when the module is loaded and rehearsed. It is for this build of Node with these flags.
 */
export async function makeCodeCache(entry: string): Promise<string> {
  const flags = process.execArgv.filter((flag) => !flag.startsWith('--input-type'));
  const args = [...flags, '--input-type=module', '--eval', program, entry];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: environment });
  return stdout;
}
