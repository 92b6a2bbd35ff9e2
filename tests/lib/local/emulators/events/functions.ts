import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** Stands where serverless-offline answers Lambda's Invoke API. */
export interface Functions {
  readonly url: string;
  /** What was invoked, in order. */
  readonly calls: { readonly name: string; readonly event: Batch }[];
  /** What the function answers; throwing is what the function throws, and a promise that stays open is a function that hangs. */
  answer: (name: string, event: Batch) => unknown;
  close(): Promise<void>;
}

export interface Batch {
  // biome-ignore lint/suspicious/noExplicitAny: records of queues and of streams
  readonly Records: any[];
}

export async function standInForFunctions(): Promise<Functions> {
  const server = createServer(async (request, response) => {
    const [, name = ''] =
      /^\/2015-03-31\/functions\/contact-service-dev-(\w+)\/invocations$/.exec(String(request.url)) ?? [];
    const event = (await json(request)) as Batch;
    functions.calls.push({ name, event });
    try {
      const answer = await functions.answer(name, event);
      response.end(answer === undefined ? '' : JSON.stringify(answer));
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
  const functions: Functions = {
    url: `http://127.0.0.1:${port}`,
    calls: [],
    answer: () => null,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return functions;
}
