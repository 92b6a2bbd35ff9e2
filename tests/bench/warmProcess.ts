import { createRequire } from 'node:module';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { patch } from './scenario.ts';

type Handler = (event: APIGatewayProxyEventV2, context: object) => Promise<{ statusCode: number; body: string }>;

/**
 * A process with a warm bundle: `warmProcess.ts <bundle>`. Each message from its parent is a number of requests. The
 * process handles them one after the other and replies with the CPU time of one request in microseconds.
 */
const { handler }: { handler: Handler } = createRequire(import.meta.url)(String(process.argv[2]));
const context = { awsRequestId: 'warm', getRemainingTimeInMillis: () => 10_000 };

process.on('message', async (requests: number) => {
  const events = Array.from({ length: requests }, (_, n) => patch(n));
  const start = process.cpuUsage();
  for (const event of events) {
    const { statusCode, body } = await handler(event, context);
    if (statusCode !== 200) throw new Error(`${statusCode} ${body}`);
  }
  const { user, system } = process.cpuUsage(start);
  process.send?.((user + system) / requests);
});
process.on('disconnect', () => process.exit());
