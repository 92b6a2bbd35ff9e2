/**
 * Runs a command of lib/cli several times in this process, each time as if with another command line. A process of its
 * own for each would load the same modules again. Prints the outcomes as JSON.
 */
import type { Outcome } from './command.ts';

const [, , name, lines = ''] = process.argv;
const { log, error } = console;

class Exit extends Error {}

const outcomes: Outcome[] = [];
for (const [n, words] of JSON.parse(lines).entries()) {
  const output = { stdout: '', stderr: '' };
  const collect = (stream: keyof typeof output) => (text: string) => {
    output[stream] += `${text}\n`;
  };
  Object.assign(console, { log: collect('stdout'), error: collect('stderr') });
  process.argv = [process.execPath, `${name}.ts`, ...words];
  process.exitCode = 0;
  process.exit = (code) => {
    process.exitCode = code ?? 0;
    throw new Exit();
  };
  try {
    await import(`../../../lib/cli/${name}.ts?${n}`);
  } catch (thrown) {
    if (!(thrown instanceof Exit)) throw thrown;
  }
  outcomes.push({ code: Number(process.exitCode), ...output });
}
Object.assign(console, { log, error });
process.exitCode = 0;
console.log(JSON.stringify(outcomes));
