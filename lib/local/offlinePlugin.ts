/**
 * Makes `serverless offline` run the same local service as `npm start`, which starts serverless-offline without loading
 * the framework.
 */
export default class OfflinePlugin {
  readonly hooks = { 'before:offline:start': start, 'before:offline:start:init': start };
}

async function start(): Promise<never> {
  // The rest of the command line is the framework's.
  process.argv.length = 2;
  await import('./start.ts');
  // The service ends the process. The framework must not start serverless-offline again.
  return new Promise(() => {});
}
