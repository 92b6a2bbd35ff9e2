import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A fake of Lambda's Invoke API, which serverless-offline serves under `npm start`. */
export interface FakeLambda {
  readonly url: string;
  /** The invocations, in order. */
  readonly calls: { readonly name: string; readonly event: Batch }[];
  /** The functions' implementation: it may return a response, throw, or return a promise that never settles. */
  handler: (name: string, event: Batch) => unknown;
  close(): Promise<void>;
}

export interface Batch {
  // biome-ignore lint/suspicious/noExplicitAny: records of queues and of streams
  readonly Records: any[];
}

export async function startFakeLambda(): Promise<FakeLambda> {
  const server = createServer(async (request, response) => {
    const [, name = ''] =
      /^\/2015-03-31\/functions\/contact-service-dev-(\w+)\/invocations$/.exec(String(request.url)) ?? [];
    const event = (await json(request)) as Batch;
    functions.calls.push({ name, event });
    try {
      const payload = await functions.handler(name, event);
      response.end(payload === undefined ? '' : JSON.stringify(payload));
    } catch (error) {
      const { message } = error as Error;
      response
        .writeHead(200, { 'x-amz-function-error': 'Unhandled' })
        .end(JSON.stringify({ errorMessage: message, errorType: 'Error', trace: [] }));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const functions: FakeLambda = {
    url: `http://127.0.0.1:${port}`,
    calls: [],
    handler: () => null,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return functions;
}
