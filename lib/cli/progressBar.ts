const width = 30;

/**
 * Makes a function that shows how far a command has come: `part` from 0 to 1, and what is done. In a terminal it is one
 * line that changes; a log has a line for each tenth of each `phase`.
 */
export function progressBar(): (part: number, done: string, phase?: string) => void {
  let shown = '';
  return (part, done, phase = '') => {
    const bar = '#'.repeat(Math.floor(part * width)).padEnd(width, '-');
    const line = `[${bar}] ${Math.floor(part * 100)}% ${done}`;
    if (process.stdout.isTTY) {
      process.stdout.write(`\r${line}${part === 1 ? '\n' : ''}`);
      return;
    }
    const tenth = `${phase} ${Math.floor(10 * part)}`;
    if (tenth !== shown) console.log(line);
    shown = tenth;
  };
}
