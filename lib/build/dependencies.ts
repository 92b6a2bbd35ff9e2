import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** A package that the bundles may contain. */
export interface Dependency {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression; `unknown` if the package states none. */
  readonly license: string;
}

interface LockedPackage {
  /** The name of the package where it differs from that of its folder. */
  name?: string;
  version: string;
  license?: string;
  /** Whether only development dependencies need it. */
  dev?: boolean;
  optional?: boolean;
  link?: boolean;
}

/**
 * Packages that another one contains copies of. npm does not know them; the source maps of the bundles do, by which a
 * test checks this list.
 */
const copies: Readonly<Record<string, readonly Dependency[]>> = {
  '@modelcontextprotocol/client': [
    { name: 'ajv', version: '8.18.0', license: 'MIT' },
    { name: 'ajv-formats', version: '3.0.1', license: 'MIT' },
    { name: 'content-type', version: '1.0.5', license: 'MIT' },
    { name: 'fast-deep-equal', version: '3.1.3', license: 'MIT' },
    { name: 'fast-uri', version: '3.1.8', license: 'BSD-3-Clause' },
    { name: 'json-schema-traverse', version: '1.0.0', license: 'MIT' },
  ],
};

/** The licences that allow distributing the bundles under any terms, if the licence goes with them. */
export const allowedLicenses = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT'];

/** Reads the production dependencies, with theirs and with copies, from package-lock.json in a folder. */
export function readDependencies(root: string): Dependency[] {
  const { packages } = JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8'));
  return Object.entries<LockedPackage>(packages).flatMap(([path, { name, version, license = 'unknown', ...flags }]) => {
    const [, folder] = /^.*node_modules\/(.*)$/.exec(path) ?? [];
    return folder === undefined || flags.dev || flags.optional || flags.link
      ? []
      : [{ name: name ?? folder, version, license }, ...(copies[folder] ?? [])];
  });
}

/** Lists the packages under each licence in Markdown. */
export function dependenciesReadme(dependencies: readonly Dependency[]): string {
  const licenses = [...new Set(dependencies.map(({ license }) => license))].sort();
  const namesOf = (of: string) => dependencies.flatMap(({ license, name }) => (license === of ? name : []));
  return `# Dependencies

<!-- Written by \`npm run generate\` from package-lock.json. Do not edit. -->

The packages that the deployed functions may contain, by licence. \`npm run package\` writes them with their
versions to \`.serverless/sbom.cdx.json\`.

| licence | packages |
| --- | --- |
${licenses.map((license) => `| ${license} | ${[...new Set(namesOf(license))].sort().join(', ')} |\n`).join('')}`;
}
