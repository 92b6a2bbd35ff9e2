import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Lambda's, in microseconds. */
const period = 20_000;

/**
 * Makes a cgroup whose processes get this share of one CPU. A process joins it when its id is written to `cgroup.procs`
 * there. Returns `undefined` where this process may not make one. `remove` it when its processes have ended.
 */
export function limitCpu(share: number): { readonly cgroup: string; remove(): void } | undefined {
  const quota = Math.round(share * period);
  for (const { folder, settings } of hierarchies(quota)) {
    const cgroup = join(folder, `contact-service-bench-${process.pid}`);
    try {
      mkdirSync(cgroup);
    } catch {
      // The hierarchy does not exist, or belongs to somebody else.
      continue;
    }
    const remove = () => rmdirSync(cgroup);
    try {
      for (const [file, value] of Object.entries(settings)) writeFileSync(join(cgroup, file), value, { flag: 'r+' });
      return { cgroup, remove };
    } catch {
      // This hierarchy does not control the CPU.
      remove();
    }
  }
  return undefined;
}

/** The places for a cgroup: below that of this process, in the first and the second version of cgroups. */
function hierarchies(quota: number): { folder: string; settings: Record<string, string> }[] {
  const own = ownCgroups();
  return [
    {
      folder: join('/sys/fs/cgroup/cpu', own('cpu')),
      settings: { 'cpu.cfs_period_us': String(period), 'cpu.cfs_quota_us': String(quota) },
    },
    { folder: join('/sys/fs/cgroup', own('')), settings: { 'cpu.max': `${quota} ${period}` } },
  ];
}

/** Finds the path of this process's cgroup by controller; the second version of cgroups has no name. See cgroups(7). */
function ownCgroups(): (controller: string) => string {
  try {
    const lines = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n');
    const entries = lines.map((line) => line.split(':'));
    return (controller) => entries.find(([, names = '']) => names.split(',').includes(controller))?.[2] ?? '/';
  } catch {
    // Not Linux.
    return () => '/';
  }
}
