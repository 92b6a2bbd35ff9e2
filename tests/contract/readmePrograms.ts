import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAuthorization } from '../../lib/crm/credentials/authorization.ts';
import { crmFetch } from '../../lib/crm/crmFetch.ts';
import { openSession } from '../../lib/crm/mcp/openSession.ts';
import type { Session } from '../../lib/crm/mcp/session.ts';

/** A part of a document that is a program or its output. */
export type Snippet = { readonly language: string; readonly text: string };

/** Saves a document's program in JavaScript, which listens on `port`, beside the packages that it imports. */
export async function saveProgram(snippets: readonly Snippet[], port: string, file: string): Promise<void> {
  const program = snippets.find(({ language }) => language === 'js');
  if (program === undefined) throw new Error('The document has no program');
  await mkdir('.build', { recursive: true });
  await writeFile(file, program.text.replace('8080', port));
}

/** Runs a document's MCP server while `work` runs. */
export async function withServer<T>(snippets: readonly Snippet[], port: string, work: () => Promise<T>): Promise<T> {
  const file = '.build/readmeServer.mjs';
  await saveProgram(snippets, port, file);
  const child = spawn('node', [file], { stdio: 'ignore' });
  try {
    return await work();
  } finally {
    child.kill();
  }
}

/** Opens a session with a document's MCP server, once it accepts connections. */
export const openServer = (port: string) => openWhenUp(`http://127.0.0.1:${port}/mcp`, AbortSignal.timeout(100_000));

async function openWhenUp(server: string, signal: AbortSignal): Promise<Session> {
  const fetch = crmFetch({ allowLoopback: true });
  const authorization = createAuthorization({ type: 'none' }, {}, { fetch });
  for (;;) {
    try {
      return await openSession({ url: server, authorization, fetch, signal });
    } catch (error) {
      if (Object(error).reason !== 'unreachable') throw error;
      await sleep(50);
    }
  }
}
