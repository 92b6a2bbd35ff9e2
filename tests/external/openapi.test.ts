import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

const redocly = createRequire(import.meta.url).resolve('@redocly/cli/bin/cli.js');

describe('schemas/openapi.json', () => {
  it('passes the Redocly linter with strict rules, without errors and warnings', async () => {
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const config = 'tests/external/redocly.yaml';
    const args = [redocly, 'lint', '--config', config, '--format', 'json', 'schemas/openapi.json'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    expect(JSON.parse(stdout).totals).toEqual({ errors: 0, warnings: 0, ignored: 0 });
  });
});
