import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type Dependency, readDependencies } from './dependencies.ts';

/** The parts of a CycloneDX document that are filtered. */
interface Sbom {
  metadata: { component: { 'bom-ref': string; name: string } };
  components: { 'bom-ref': string; [property: string]: unknown }[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

const npm = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only', '--include=dev', '--include=optional'];

/**
 * Writes the production dependencies in package-lock.json of the folder `root`, and what they contain copies of, as a
 * CycloneDX document in JSON. It takes some seconds.
 */
export async function writeSbom(root: string, file: string): Promise<void> {
  const { stdout } = await promisify(execFile)('npm', npm, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  const sbom: Sbom = JSON.parse(stdout);
  const service = sbom.metadata.component;
  // npm names the folder.
  service.name = service['bom-ref'].replace(/@[^@]*$/, '');
  // `npm sbom --omit=dev` would also omit what a development dependency shares with the bundles.
  const known = new Map(sbom.components.map((component) => [component['bom-ref'], component]));
  // A package may be in several folders.
  const dependencies = new Map(readDependencies(root).map((each) => [refOf(each), each]));
  sbom.components = [...dependencies].map(([ref, each]) => known.get(ref) ?? componentOf(each));
  const refs = new Set([service['bom-ref'], ...sbom.components.map((component) => component['bom-ref'])]);
  sbom.dependencies = sbom.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }));
  await writeFile(file, `${JSON.stringify(sbom, null, 2)}\n`);
}

const refOf = ({ name, version }: Dependency): string => `${name}@${version}`;

/** A component that npm does not know. */
const componentOf = ({ name, version, license }: Dependency): Sbom['components'][number] => {
  const ref = refOf({ name, version, license });
  return {
    'bom-ref': ref,
    type: 'library',
    name,
    version,
    purl: `pkg:npm/${ref}`,
    licenses: [{ license: { id: license } }],
  };
};
