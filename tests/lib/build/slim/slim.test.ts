import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { slim } from '../../../../lib/build/slim/slim.ts';

const sdkHandler = resolve(import.meta.dirname, 'sdkHandler.ts');

const buildWith = (plugin: Plugin, entryPoint = sdkHandler) =>
  build({
    entryPoints: [entryPoint],
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    write: false,
    logLevel: 'silent',
    plugins: [plugin],
  });

describe('slim', () => {
  it('fails the build if a replaced or edited module has moved', async () => {
    const moved = '@smithy/core/dist-es/submodules/moved.js';
    const message = `lib/build/slim changes ${moved}, but no bundle contains it`;
    await expect(buildWith(slim({ [moved]: 'eventStreams.ts' }, {}))).rejects.toThrow(message);
    await expect(buildWith(slim({}, { [moved]: { from: /x/, to: 'y' } }))).rejects.toThrow(message);
  });

  it('fails the build if it does not know the endpoints of a client', async () => {
    const streams = resolve(import.meta.dirname, 'streamsHandler.ts');
    await expect(buildWith(slim(), streams)).rejects.toThrow(
      'lib/build/slim/clients.ts has no entry for client-dynamodb-streams',
    );
  });

  it('fails the build if an edited expression has changed', async () => {
    const module = '@smithy/core/dist-es/submodules/retry/middleware-retry/retryMiddleware.js';
    await expect(buildWith(slim({}, { [module]: { from: /no such text/, to: '' } }))).rejects.toThrow(
      /retryMiddleware\.js no longer contains \/no such text\//,
    );
  });

  it('fails the build if a stub lacks an export that the SDK imports', async () => {
    const module = '@smithy/core/dist-es/submodules/checksum/sha256/Sha256Node.js';
    await expect(buildWith(slim({ [module]: 'eventStreams.ts' }, {}))).rejects.toThrow(/No matching export/);
  });
});
