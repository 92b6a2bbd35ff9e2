import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allowedLicenses, dependenciesReadme, readDependencies } from '../../../lib/build/dependencies.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dependencies-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** The dependencies of a package-lock.json. */
async function read(packages: object) {
  await writeFile(join(directory, 'package-lock.json'), JSON.stringify({ packages }));
  return readDependencies(directory);
}

describe('the dependencies in the bundles', () => {
  it('all have a licence that is allowed', () => {
    const dependencies = readDependencies('.');
    expect(dependencies.length).toBeGreaterThan(30);
    expect(dependencies.filter(({ license }) => !allowedLicenses.includes(license))).toEqual([]);
  });

  it('are those that are not for development only, with their own names', async () => {
    const dependencies = await read({
      '': { name: 'service', version: '1.0.0', license: 'MIT' },
      'lib/build/node': { name: 'local', version: '1.0.0', optional: true },
      'node_modules/local': { link: true },
      'node_modules/@a/b': { version: '1.2.3', license: 'ISC' },
      'node_modules/@a/b/node_modules/c': { version: '2.0.0' },
      'node_modules/alias': { name: 'real', version: '3.0.0', license: 'MIT' },
      'node_modules/tool': { version: '4.0.0', license: 'GPL-3.0', dev: true },
    });
    expect(dependencies).toEqual([
      { name: '@a/b', version: '1.2.3', license: 'ISC' },
      { name: 'c', version: '2.0.0', license: 'unknown' },
      { name: 'real', version: '3.0.0', license: 'MIT' },
    ]);
  });

  it('include the copies in other packages', async () => {
    const dependencies = await read({
      'node_modules/@modelcontextprotocol/client': { version: '2.4.0', license: 'MIT' },
    });
    expect(dependencies.map(({ name }) => name)).toEqual(expect.arrayContaining(['ajv', 'fast-uri']));
  });

  it('are listed by licence, each once', () => {
    const list = dependenciesReadme([
      { name: 'b', version: '1.0.0', license: 'MIT' },
      { name: 'a', version: '1.0.0', license: 'MIT' },
      { name: 'a', version: '2.0.0', license: 'MIT' },
      { name: 'c', version: '1.0.0', license: 'ISC' },
    ]);
    expect(list.split('\n').slice(-3)).toEqual(['| ISC | c |', '| MIT | a, b |', '']);
  });
});
