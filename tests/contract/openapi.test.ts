import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { readContracts } from '../../lib/build/contracts.ts';
import { openApi } from '../../lib/build/openapi.ts';
import description from '../../schemas/openapi.json' with { type: 'json' };

const redocly = createRequire(import.meta.url).resolve('@redocly/cli/bin/cli.js');

describe('schemas/openapi.json', () => {
  it('is what the contracts say', async () => {
    expect(description).toEqual(JSON.parse(JSON.stringify(openApi(await readContracts()))));
  });

  it('is valid for a public linter, without a warning', async () => {
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const args = [redocly, 'lint', '--format', 'json', 'schemas/openapi.json'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    expect(JSON.parse(stdout).totals).toEqual({ errors: 0, warnings: 0, ignored: 0 });
  });

  it('holds every operation of the contract, with its failures', async () => {
    const { patch } = description.paths['/api/contacts/{id}'];
    expect(Object.keys(patch.responses)).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '409',
      '412',
      '413',
      '415',
      '429',
      '500',
      '503',
    ]);
    expect(Object.keys(patch.requestBody.content)).toEqual(['application/json', 'application/merge-patch+json']);
  });
});
