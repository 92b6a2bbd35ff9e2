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
    const line = parseArgs(config);
    const repeated = repeatedOption(config);
    if (repeated) throw new UsageError(`${repeated} is given more than once`);
    return line;
  } catch (error) {
    exitWithUsage(usage, error instanceof Error ? describe(error.message) : String(error));
  }
}

/** The first option that a command line repeats. `parseArgs` would use the last value and ignore the others. */
function repeatedOption(config: ParseArgsConfig): string | undefined {
  const { tokens } = parseArgs({ ...config, tokens: true });
  const names = tokens.flatMap((token) => (token.kind === 'option' ? token.rawName : []));
  return names.find((name, at) => names.indexOf(name) !== at);
}

/**
 * A message of `parseArgs` in one sentence. Its other sentences explain how to pass a word that looks like an option.
 */
function describe(message: string): string {
  const [, option] = /^Option '(\S+).* argument (?:is missing|missing|is ambiguous)/.exec(message) ?? [];
  return option ? `${option.replace(/'$/, '')} needs a value` : (message.split(/\.\s/)[0] ?? '');
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
