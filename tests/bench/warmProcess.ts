import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { patch } from './scenario.ts';

type Handler = (event: APIGatewayProxyEventV2, context: object) => Promise<{ statusCode: number; body: string }>;

/**
 * A process with a warm function: `warmProcess.ts <function> <authorization>`, with the path of the function's bundle
 * without extension. Each message from its parent is a number of requests. The process handles them one after the other
 * and replies with the CPU time of one request in microseconds.
 */
const [, , path = '', authorization = ''] = process.argv;
const { handler }: { handler: Handler } = existsSync(`${path}.mjs`)
  ? await import(pathToFileURL(`${path}.mjs`).href)
  : createRequire(import.meta.url)(`${path}.cjs`);
const getRemainingTimeInMillis = () => 10_000;

process.on('message', async (requests: number) => {
  const calls = Array.from({ length: requests }, (_, n) => ({
    event: patch(n, authorization),
    context: { awsRequestId: randomUUID(), getRemainingTimeInMillis },
  }));
  const start = process.cpuUsage();
  for (const { event, context } of calls) {
    const { statusCode, body } = await handler(event, context);
    if (statusCode !== 200) throw new Error(`${statusCode} ${body}`);
  }
  const { user, system } = process.cpuUsage(start);
  process.send?.((user + system) / requests);
});
process.on('disconnect', () => process.exit());
