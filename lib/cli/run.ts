import { type ParseArgsConfig, parseArgs } from 'node:util';

/** The operator called a command in a wrong way. The message says what to change. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Parsed<Config extends ParseArgsConfig> = ReturnType<typeof parseArgs<Config>>;

/**
 * Parses the command line of this process. With `--help` or `-h` it prints only the usage, and ends the process with
 * exit code 0; with anything that `config` does not allow, a message and the usage, with 2.
 */
export function parseCommandLine<Config extends ParseArgsConfig>(usage: string, config: Config): Parsed<Config> {
  if (process.argv.slice(2).some((word) => word === '--help' || word === '-h')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArgs(config);
  } catch (error) {
    // The second sentence of Node's message explains how to pass a word that looks like an option.
    exitWithUsage(usage, error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
  }
}

/**
 * Runs a command with its parsed command line (`parseCommandLine`). A UsageError prints its message and the usage, with
 * exit code 2. Any other error prints its message, with 1.
 */
export async function run<Config extends ParseArgsConfig>(
  usage: string,
  config: Config,
  command: (line: Parsed<Config>) => Promise<void>,
): Promise<void> {
  const line = parseCommandLine(usage, config);
  try {
    await command(line);
  } catch (error) {
    if (error instanceof UsageError) exitWithUsage(usage, error.message);
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

function exitWithUsage(usage: string, problem: string): never {
  console.error(`${problem}\n\n${usage}`);
  process.exit(2);
}
