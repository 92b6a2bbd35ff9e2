import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * The range lies below the ports that systems give to connections and to servers on port 0: from 32768 on Linux, from
 * 49152 elsewhere. It lies above those that fetch refuses, the last of which is 10080.
 */
const [first, end] = [11_000, 32_000];

/** Each process begins at another place, and goes on from there, so that it finds no port twice. */
let next = first + Math.floor(Math.random() * (end - first));

/**
 * Finds a TCP port of this machine that no process listens on. Only a program that chooses the same number can take it
 * before the caller does, however long that takes.
 */
export async function freePort(): Promise<string> {
  for (;;) {
    const port = next++;
    if (next === end) next = first;
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      (error) => {
        if (error.code === 'EADDRINUSE') return false;
        throw error;
      },
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return String(port);
  }
}

/** The variables of `npm start` that name its ports, each with a free one. */
export async function freePorts(): Promise<Record<string, string>> {
  const names = ['PORT', 'LAMBDA_PORT', 'DYNAMODB_PORT', 'EVENTS_PORT', 'CRM_PORT', 'SECRETS_PORT'];
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await freePort()])));
}
