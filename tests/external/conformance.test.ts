import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const program = fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/dist/index.js'));
const client = fileURLToPath(new URL('conformanceClient.ts', import.meta.url));

let results: string;
beforeEach(async () => {
  results = await mkdtemp(join(tmpdir(), 'conformance-'));
});
afterEach(() => rm(results, { recursive: true }));

/**
 * Runs a scenario of MCP's own conformance tests and returns its checks. Throws if it exits with a code other than 0.
 */
async function checksOf(scenario: string): Promise<{ readonly id: string; readonly status: string }[]> {
  const command = `${process.execPath} --disable-warning=ExperimentalWarning ${client}`;
  await run(process.execPath, [program, 'client', '--command', command, '--scenario', scenario, '-o', results]);
  const files = await readdir(results, { recursive: true });
  const checks = files.find((each) => each.endsWith('checks.json'));
  return JSON.parse(await readFile(join(results, String(checks)), 'utf8'));
}

describe("MCP's conformance tests", () => {
  it.each([
    ['initialize', 'mcp-client-initialization'],
    ['tools_call', 'tool-add-numbers'],
    ['sse-retry', 'client-sse-retry-timing'],
    ['auth/client-credentials-basic', 'client-credentials-basic-auth'],
  ])('pass without a failure or a warning: %s', async (scenario, check) => {
    const checks = await checksOf(scenario);
    expect(checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING')).toEqual([]);
    expect(checks).toContainEqual(expect.objectContaining({ id: check, status: 'SUCCESS' }));
  });
});
