import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** The parts of the project that each part may import. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  handlers: [
    'lib/http',
    'lib/auth',
    'lib/dynamo',
    'lib/contacts',
    'lib/events',
    'lib/crm',
    'lib/secrets',
    'lib/webhooks',
    'lib/audit',
    'lib/config',
    'lib/inOrder',
    'lib/logger',
    'lib/metrics',
    'schemas',
  ],
  schemas: [],
  'lib/contacts': ['schemas', 'lib/config', 'lib/logger'],
  'lib/dynamo': [
    'lib/contacts',
    'schemas',
    'lib/config',
    'lib/logger',
    'lib/metrics',
    'lib/regionalHost',
    'lib/rehearsal',
  ],
  'lib/events': ['lib/contacts', 'schemas', 'lib/config', 'lib/logger', 'lib/rehearsal'],
  'lib/crm': ['lib/outbound', 'lib/secrets', 'lib/contacts', 'schemas', 'lib/config', 'lib/logger'],
  'lib/webhooks': ['lib/outbound', 'lib/secrets', 'lib/contacts', 'schemas', 'lib/config', 'lib/logger'],
  'lib/outbound': ['lib/rehearsal'],
  'lib/secrets': ['lib/contacts', 'lib/config', 'lib/logger', 'lib/rehearsal'],
  'lib/auth': [
    'lib/dynamo',
    'lib/contacts',
    'schemas',
    'lib/config',
    'lib/logger',
    'lib/duplicateKey',
    'lib/rehearsal',
  ],
  'lib/http': [
    'lib/auth',
    'lib/dynamo',
    'lib/contacts',
    'schemas',
    'lib/config',
    'lib/logger',
    'lib/duplicateKey',
    'lib/metrics',
    'lib/rehearsal',
  ],
  'lib/audit': ['lib/logger'],
  'lib/config': [],
  'lib/duplicateKey': [],
  'lib/inOrder': [],
  'lib/logger': ['lib/config', 'lib/rehearsal', 'lib/stack'],
  'lib/regionalHost': [],
  'lib/rehearsal': [],
  'lib/stack': [],
  'lib/metrics': ['lib/config', 'lib/logger', 'lib/rehearsal'],
};
/** The packages that each part may import at run time. */
const packagesOf: Readonly<Record<string, RegExp>> = {
  'lib/contacts': /^(tldts|email-providers\/|disposable-email-domains-js|libphonenumber-js\/)/,
  'lib/dynamo': /^(@aws-sdk\/|@smithy\/core\/(client|protocols|retry)$)/,
  'lib/events': /^@aws-sdk\/client-(eventbridge|sqs)$/,
  'lib/crm': /^@modelcontextprotocol\/client/,
  'lib/outbound': /^ipaddr\.js$/,
  'lib/secrets': /^@aws-sdk\/client-secrets-manager$/,
  'lib/auth': /^aws-jwt-verify\//,
  'lib/http': /^@middy\/core$/,
};

/** The folders of lib/dynamo. Each may import those before it. */
const dynamoFolders = ['wire', 'table', 'resolution', 'contacts', 'search', 'tenants', 'webhooks'];

/** What the specifiers of package.json stand for. */
const { imports: chosenBy } = JSON.parse(readFileSync('package.json', 'utf8'));
const chosen: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries<{ default: string }>(chosenBy).map(([specifier, file]) => [specifier, relative('.', file.default)]),
);

type Import = { readonly from: string; readonly file: string; readonly target: string; readonly isType: boolean };

const partOf = (path: string): string => /^(handlers|schemas|tests|lib\/[^/.]+)/.exec(path)?.[1] ?? path;

const allFiles = globSync('{handlers,lib,schemas}/**/*.ts').filter((file) => !file.startsWith('schemas/compiled/'));
/** The files that are bundled. */
const files = allFiles.filter((file) => !/^lib\/(local|build|cli)\//.test(file));

const importsOf = (file: string): Import[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:^(?:import|export) (type )?[^;]*?from |await import\()'([^']+)'/gms)].map(
    ([, type, specifier = '']) => ({
      from: partOf(file),
      file,
      target: specifier.startsWith('.')
        ? relative('.', join(dirname(file), specifier))
        : (chosen[specifier] ?? specifier),
      isType: type !== undefined,
    }),
  );
const imports = files.flatMap(importsOf);

type Graph = ReadonlyMap<string, readonly string[]>;

/** At least one cycle for each group of files that import each other, as a path that ends where it begins. */
function cyclesOf(graph: Graph): string[] {
  const cycles: string[] = [];
  const visited = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (visited.has(file)) return;
    visited.add(file);
    for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
  };
  for (const file of graph.keys()) visit(file, []);
  return cycles;
}

describe('import arrows', () => {
  it('are found by this test', () => {
    expect(imports.length).toBeGreaterThan(50);
  });

  it('lead only to the parts that are allowed', () => {
    const wrong = imports.filter(({ from, target }) => {
      const isOurs = /^(handlers|lib|schemas|tests)\//.test(target);
      return isOurs && partOf(target) !== from && !arrows[from]?.includes(partOf(target));
    });
    expect(wrong).toEqual([]);
  });

  it('lead to packages only from the parts that may use them', () => {
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

  it('lead to packages that are dependencies, not only development dependencies', () => {
    const nameOf = (target: string) => /^(?:@[^/]+\/)?[^/]+/.exec(target)?.[0] ?? target;
    const packages = imports.filter(
      ({ target, isType }) => !isType && !/^(handlers|lib|schemas|tests|node:)/.test(target),
    );
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    const missing = packages.map(({ target }) => nameOf(target)).filter((name) => !Object.hasOwn(dependencies, name));
    expect([packages.length > 20, missing]).toEqual([true, []]);
  });

  it('form no cycle, not even of types', () => {
    const graph = new Map(allFiles.map((file) => [file, importsOf(file).map(({ target }) => target)]));
    expect(cyclesOf(graph)).toEqual([]);
  });

  it('point one way between the folders of lib/dynamo', () => {
    const levelOf = (path: string) => dynamoFolders.indexOf(/^lib\/dynamo\/(\w+)\//.exec(path)?.[1] ?? '');
    const within = imports.filter(({ file, target }) => [file, target].every((path) => path.startsWith('lib/dynamo/')));
    expect(within.filter(({ file, target }) => levelOf(file) < 0 || levelOf(target) < 0)).toEqual([]);
    const wrong = within.filter(({ file, target }) => levelOf(file) < levelOf(target));
    expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
  });

  it('lead out of the process only where a rehearsal is stopped, or has a reply', () => {
    const sends = /new \w+Client\(|\.request\(|await fetch\(uri|\blookup\(name/;
    const importers = imports.filter(({ target }) => target === chosen['#dynamoDbClient']).map(({ file }) => file);
    expect(importers).toEqual(['lib/dynamo/table/client.ts']);
    const senders = files
      .filter(
        // What these contain is used by its importers only.
        (file) => !file.startsWith('lib/dynamo/wire/') && sends.test(readFileSync(file, 'utf8')),
      )
      .concat(importers);
    expect(senders.length).toBeGreaterThan(5);
    const unguarded = senders.filter((file) => !/refuseInRehearsal\(\)|cannedReply\(/.test(readFileSync(file, 'utf8')));
    expect(unguarded).toEqual([]);
  });

  it('leave process.env to lib/config.ts', () => {
    const readers = files.filter((file) => readFileSync(file, 'utf8').includes('process.env'));
    expect(readers).toEqual(['lib/config.ts']);
  });
});

describe('cyclesOf', () => {
  it.each<[string, Record<string, string[]>, string[]]>([
    ['none in a diamond', { a: ['b', 'c'], b: ['d'], c: ['d'] }, []],
    ['a file that imports itself', { a: ['a'] }, ['a -> a']],
    ['a cycle behind another file', { a: ['b'], b: ['c'], c: ['d'], d: ['b'] }, ['b -> c -> d -> b']],
    ['every group of files', { a: ['b'], b: ['a'], c: ['a', 'd'], d: ['c'] }, ['a -> b -> a', 'c -> d -> c']],
  ])('finds %s', (_, graph, cycles) => {
    expect(cyclesOf(new Map(Object.entries(graph)))).toEqual(cycles);
  });
});
