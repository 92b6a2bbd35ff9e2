import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Which parts of the project may import which, and which packages only one of them may. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  handlers: [
    'lib/http',
    'lib/auth',
    'lib/dynamo',
    'lib/contacts',
    'lib/events',
    'lib/crm',
    'lib/secrets',
    'lib/config',
    'lib/logger',
    'schemas',
  ],
  schemas: [],
  'lib/contacts': ['schemas', 'lib/config', 'lib/logger'],
  'lib/dynamo': ['lib/contacts', 'schemas', 'lib/config', 'lib/logger'],
  'lib/events': ['lib/contacts', 'schemas', 'lib/config', 'lib/logger'],
  'lib/crm': ['lib/outbound', 'lib/secrets', 'lib/contacts', 'schemas', 'lib/config', 'lib/logger'],
  'lib/outbound': [],
  'lib/secrets': ['lib/contacts', 'lib/config', 'lib/logger'],
  'lib/auth': ['lib/dynamo', 'lib/contacts', 'schemas', 'lib/config', 'lib/logger'],
  'lib/http': ['lib/auth', 'lib/dynamo', 'lib/contacts', 'schemas', 'lib/config', 'lib/logger'],
  'lib/config': [],
  'lib/logger': ['lib/config'],
};
const packagesOf: Readonly<Record<string, RegExp>> = {
  'lib/contacts': /^(tldts|email-providers\/|disposable-email-domains-js|libphonenumber-js\/)/,
  'lib/dynamo': /^(@aws-sdk\/|@smithy\/core\/retry$)/,
  'lib/events': /^@aws-sdk\/client-eventbridge$/,
  'lib/crm': /^@modelcontextprotocol\/client/,
  'lib/outbound': /^ipaddr\.js$/,
  'lib/secrets': /^@aws-sdk\/client-secrets-manager$/,
  'lib/auth': /^aws-jwt-verify\//,
  'lib/http': /^@middy\/core$/,
};

type Import = { readonly from: string; readonly file: string; readonly target: string; readonly isType: boolean };

const partOf = (path: string): string => /^(handlers|schemas|tests|lib\/[^/.]+)/.exec(path)?.[1] ?? path;

const files = globSync('{handlers,lib,schemas}/**/*.ts').filter(
  (file) => !/^(schemas\/compiled|lib\/(local|build|cli))\//.test(file),
);

const imports: Import[] = files.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/^(?:import|export) (type )?[^;]*?from '([^']+)'/gms)].map(
    ([, type, specifier = '']) => ({
      from: partOf(file),
      file,
      target: specifier.startsWith('.') ? relative('.', join(dirname(file), specifier)) : specifier,
      isType: type !== undefined,
    }),
  ),
);

describe('import arrows', () => {
  it('finds the imports that it is about', () => {
    expect(imports.length).toBeGreaterThan(50);
  });

  it('point one way', () => {
    const wrong = imports.filter(({ from, target }) => {
      const isOurs = /^(handlers|lib|schemas|tests)\//.test(target);
      return isOurs && partOf(target) !== from && !arrows[from]?.includes(partOf(target));
    });
    expect(wrong).toEqual([]);
  });

  it('lead to a package from its one part only', () => {
    const wrong = imports.filter(({ from, target, isType }) => {
      const isPackage = !/^(handlers|lib|schemas|tests|node:)/.test(target);
      return isPackage && !isType && !packagesOf[from]?.test(target);
    });
    expect(wrong).toEqual([]);
  });

  it('lead to the MCP SDK from lib/crm/mcp only, types included', () => {
    const importers = imports.filter(({ target }) => target.startsWith('@modelcontextprotocol/'));
    const wrong = importers.filter(({ file }) => !file.startsWith('lib/crm/mcp/'));
    expect([importers.length > 3, wrong]).toEqual([true, []]);
  });

  it('lead to packages that are there at run time, not only for development', () => {
    const nameOf = (target: string) => /^(?:@[^/]+\/)?[^/]+/.exec(target)?.[0] ?? target;
    const packages = imports.filter(
      ({ target, isType }) => !isType && !/^(handlers|lib|schemas|tests|node:)/.test(target),
    );
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    const missing = packages.map(({ target }) => nameOf(target)).filter((name) => !Object.hasOwn(dependencies, name));
    expect([packages.length > 20, missing]).toEqual([true, []]);
  });

  it('leave process.env to lib/config.ts', () => {
    const readers = files.filter((file) => readFileSync(file, 'utf8').includes('process.env'));
    expect(readers).toEqual(['lib/config.ts']);
  });
});
