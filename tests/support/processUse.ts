import { readFileSync } from 'node:fs';

/** What a process and its descendants use. Linux only. */
export type ProcessUse = {
  /** Their number, with the process itself. */
  readonly processes: number;
  /** CPU time since their start, with that of descendants that have ended. */
  readonly cpuSeconds: number;
  /** Memory, where what processes share counts in proportion. */
  readonly megabytes: number;
};

/** The clock ticks of /proc per second, on every platform of Node. */
const ticksPerSecond = 100;

/** Measures a process and its descendants. */
export function processUse(pid: number): ProcessUse {
  const use = [pid, ...descendants(pid)].map((each) => ({ ticks: ticks(each), kilobytes: kilobytes(each) }));
  return {
    processes: use.length,
    cpuSeconds: use.reduce((sum, each) => sum + each.ticks, 0) / ticksPerSecond,
    megabytes: use.reduce((sum, each) => sum + each.kilobytes, 0) / 1024,
  };
}

function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  return children.map(Number).flatMap((child) => [child, ...descendants(child)]);
}

/** utime, stime, cutime and cstime of proc(5), which follow the name in brackets. */
function ticks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
}

function kilobytes(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]);
}
