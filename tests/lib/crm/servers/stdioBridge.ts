import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import { answerJson, serve, type TestServer } from './serve.ts';

/** Serves over Streamable HTTP what a process speaks over its standard streams, to one client at a time. */
export async function bridge(child: ChildProcessWithoutNullStreams): Promise<TestServer> {
  const waiting = new Map<string, { readonly response: ServerResponse; readonly id: unknown }>();
  createInterface(child.stdout).on('line', (line) => {
    const message = JSON.parse(line);
    const asker = waiting.get(message.id);
    if (asker) answerJson(asker.response, { ...message, id: asker.id });
    waiting.delete(message.id);
  });
  return serve((_, response, { method, body }) => {
    if (method !== 'POST') return response.writeHead(405).end();
    const message = Object(body);
    if (message.id === undefined) {
      child.stdin.write(`${JSON.stringify(message)}\n`);
      return response.writeHead(202).end();
    }
    // Ids are the client's own, and there may be more than one client.
    const id = randomUUID();
    waiting.set(id, { response, id: message.id });
    return child.stdin.write(`${JSON.stringify({ ...message, id })}\n`);
  });
}
