import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import { respondJson, serve, type TestServer } from '../lib/crm/servers/serve.ts';

/** Serves an MCP server that uses stdio over Streamable HTTP. */
export async function bridge(child: ChildProcessWithoutNullStreams): Promise<TestServer> {
  const waiting = new Map<string, { readonly response: ServerResponse; readonly id: unknown }>();
  createInterface(child.stdout).on('line', (line) => {
    const message = JSON.parse(line);
    const request = waiting.get(message.id);
    if (request) respondJson(request.response, { ...message, id: request.id });
    waiting.delete(message.id);
  });
  return serve((_, response, { method, body }) => {
    if (method !== 'POST') return response.writeHead(405).end();
    const message = Object(body);
    if (message.id === undefined) {
      child.stdin.write(`${JSON.stringify(message)}\n`);
      return response.writeHead(202).end();
    }
    // Different clients may use the same ids.
    const id = randomUUID();
    waiting.set(id, { response, id: message.id });
    return child.stdin.write(`${JSON.stringify({ ...message, id })}\n`);
  });
}
