import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { slim } from '../../../../lib/build/slim/slim.ts';

const sdkHandler = resolve(import.meta.dirname, 'sdkHandler.ts');

const buildWith = (plugin: Plugin, entryPoint = sdkHandler, conditions = ['module']) =>
  build({
    conditions,
    entryPoints: [entryPoint],
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    write: false,
    logLevel: 'silent',
    plugins: [plugin],
  });

/** The files that have text in a bundle. */
async function filesIn(dynamoDbClient: 'own' | 'stock'): Promise<string[]> {
  const conditions = ['module', ...(dynamoDbClient === 'stock' ? ['stock-client'] : [])];
  const { metafile } = await buildWith(slim(dynamoDbClient), sdkHandler, conditions);
  const inputs = Object.values(metafile?.outputs ?? {}).flatMap((output) => Object.entries(output.inputs));
  return inputs.flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? file : []));
}

describe('slim', () => {
  it('leaves the protocol, request handler, signer and shapes of the SDK out of a bundle with our own client', async () => {
    const unused =
      /node-http-handler|signature-v4|AwsJson|dynamodb-codec|invoke-store|endpointMiddleware|models\/errors/;
    expect((await filesIn('own')).filter((file) => unused.test(file))).toEqual([]);
    expect((await filesIn('stock')).filter((file) => unused.test(file))).not.toEqual([]);
  });

  it("leaves our own protocol, request handler and signer out of a bundle with the SDK's client", async () => {
    const ours = (await filesIn('stock')).filter((file) => file.startsWith('lib/dynamo/'));
    expect(ours).toEqual(['lib/dynamo/wire/retryStrategy.ts', 'lib/dynamo/wire/stockClient.ts']);
  });

  it('fails the build if a replaced or edited module has moved', async () => {
    const moved = '@smithy/core/dist-es/submodules/moved.js';
    const message = `lib/build/slim changes ${moved}, but no bundle contains it`;
    await expect(buildWith(slim('own', { replaced: { [moved]: 'eventStreams.ts' } }))).rejects.toThrow(message);
    await expect(buildWith(slim('own', { edited: { [moved]: { from: /x/, to: 'y' } } }))).rejects.toThrow(message);
  });

  it('fails the build if it does not know the endpoints of a client', async () => {
    const streams = resolve(import.meta.dirname, 'streamsHandler.ts');
    await expect(buildWith(slim('own'), streams)).rejects.toThrow(
      'lib/build/slim/clients.ts has no entry for client-dynamodb-streams',
    );
  });

  it('fails the build if an edited expression has changed', async () => {
    const module = '@smithy/core/dist-es/submodules/retry/middleware-retry/retryMiddleware.js';
    await expect(buildWith(slim('own', { edited: { [module]: { from: /no such text/, to: '' } } }))).rejects.toThrow(
      /retryMiddleware\.js no longer contains \/no such text\//,
    );
  });

  it('fails the build if a stub lacks an export that the SDK imports', async () => {
    const module = '@aws-sdk/core/dist-es/submodules/client/middleware-logger/loggerMiddleware.js';
    await expect(buildWith(slim('own', { replaced: { [module]: 'eventStreams.ts' } }))).rejects.toThrow(
      /No matching export/,
    );
  });
});
