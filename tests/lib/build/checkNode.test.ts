import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const file = resolve(import.meta.dirname, '../../../lib/build/checkNode.cjs');

const checkOn = (version: string) => {
  const program = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); require('${file}')`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  return { status, stderr };
};

describe('checkNode', () => {
  it.each(['22.18.0', '22.100.0', '24.0.0', '100.1.0'])('accepts Node %s', (version) => {
    expect(checkOn(version)).toEqual({ status: 0, stderr: '' });
  });

  it.each(['9.11.2', '20.20.2', '22.9.0', '22.17.1'])('rejects Node %s with one sentence', (version) => {
    const stderr = `This project needs Node 22.18 or later; this is Node ${version}.\n`;
    expect(checkOn(version)).toEqual({ status: 1, stderr });
  });
});
