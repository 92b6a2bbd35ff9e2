/**
 * `node tests/support/withService.ts <command...>` runs a command while `npm start` runs, and exits with its exit code.
 * The command gets the service's data directory, with demo.json, as LOCAL_DIRECTORY.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startWholeService } from './wholeService.ts';

const [command = '', ...args] = process.argv.slice(2);
const { directory, stop } = await startWholeService();
try {
  const running = spawn(command, args, { stdio: 'inherit', env: { ...process.env, LOCAL_DIRECTORY: directory } });
  [process.exitCode] = await once(running, 'exit');
} finally {
  await stop();
}
