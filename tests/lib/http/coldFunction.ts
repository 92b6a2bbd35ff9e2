/**
 * A new process that loads the handler `<path without extension>.<export>` as serverless-offline does, whose loader is
 * that of Lambda's Node.js runtime. It sends `loaded`, and then the response to each event that it is sent.
 */
const loader = 'serverless-offline/src/lambda/handler-runner/in-process-runner/aws-lambda-ric/UserFunction.js';
const { load } = await import(new URL(`../../../node_modules/${loader}`, import.meta.url).href);

const handler = await load('/', process.argv[2]);
process.on('message', async ({ event, awsRequestId }: { event: object; awsRequestId: string }) =>
  process.send?.(await handler(event, { awsRequestId, getRemainingTimeInMillis: () => 100_000 })),
);
process.send?.('loaded');
