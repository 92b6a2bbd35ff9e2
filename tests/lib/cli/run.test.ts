import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runNode } from './command.ts';

const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));
/** The scripts that run a file of ours, with the words that run it. */
const commands = Object.entries(scripts).flatMap(([name, script]) => {
  const [, words] = /(?:^|&& )(?:exec )?node ((?:--\S+ )*(?:lib|tests\/bench)\/\S+\.ts)$/.exec(script) ?? [];
  return words === undefined ? [] : [[name, words.split(' ')] as const];
});

/** Runs a command that does `work` with the command line `words`. */
const runWork = (work: string, ...words: string[]) => {
  const module = pathToFileURL(resolve('lib/cli/run.ts'));
  const script = `import { run, UsageError } from '${module}';
    await run('Usage: try', { options: { id: { type: 'string' } } }, async ({ values }) => { ${work} });`;
  return runNode(['--input-type=module', '-e', script, '--', ...words]);
};

describe('run', () => {
  it('passes the options on', async () => {
    expect(await runWork('console.log(values.id)', '--id', 'x')).toEqual({ code: 0, stdout: 'x\n', stderr: '' });
  });

  it('prints the message and the usage of a UsageError, with exit code 2', async () => {
    const work = 'throw new UsageError("--id is missing")';
    expect(await runWork(work)).toEqual({ code: 2, stdout: '', stderr: '--id is missing\n\nUsage: try\n' });
  });

  it('prints the message of any other error, with exit code 1', async () => {
    expect(await runWork('throw new Error("broken")')).toEqual({ code: 1, stdout: '', stderr: 'broken\n' });
  });

  it.each([
    '--help',
    '-h',
  ])('does nothing but print the usage for %s, also beside what it does not know', async (help) => {
    const work = 'console.log("works")';
    expect(await runWork(work, '--all', help)).toEqual({ code: 0, stdout: 'Usage: try\n', stderr: '' });
  });

  it.each([
    ['an unknown option', ['--all'], "Unknown option '--all'"],
    ['a word too many', ['all'], "Unexpected argument 'all'"],
    ['an option without its value', ['--id'], '--id needs a value'],
    ['an option in place of a value', ['--id', '--all'], '--id needs a value'],
    ['a repeated option', ['--id', 'x', '--id=y'], '--id is given more than once'],
  ])('does nothing but print one sentence and the usage for %s', async (_, words, sentence) => {
    const outcome = await runWork('console.log("works")', ...words);
    expect(outcome).toEqual({ code: 2, stdout: '', stderr: `${sentence}\n\nUsage: try\n` });
  });
});

describe('every command', () => {
  it('is found by this test', () => {
    expect(commands.map(([name]) => name)).toEqual(
      expect.arrayContaining(['start', 'reset', 'generate', 'build', 'bench', 'send-event']),
    );
  });

  it.each(commands)('npm run %s -- --help prints its usage', async (name, words) => {
    const { code, stdout, stderr } = await runNode([...words, '--help']);
    const call = name === 'start' ? 'npm start' : `npm run ${name}`;
    expect([code, stderr, stdout.split('\n')[0]]).toEqual([0, '', 'Usage:']);
    expect(stdout).toContain(`\n  ${call}`);
  });
});
