import { createRequire } from 'node:module';
import { basename, resolve } from 'node:path';
import { bundle } from '../build/bundle.ts';
import { behaveLikeApiGateway, type GatewayServer } from './gateway.ts';
import { type Environment, resolveQueueUrls } from './resolveQueueUrls.ts';

interface Framework {
  serviceDir: string;
  service: {
    provider: { environment?: Environment };
    functions: Record<string, { handler: string; environment?: Environment }>;
    resources: { Resources: Record<string, { Type: string }> };
  };
  pluginManager: { plugins: object[] };
}

interface Offline {
  internals(): { getApiGatewayServer(): GatewayServer };
}

const { cache } = createRequire(import.meta.url);

const outdir = '.build/local';

/** Makes serverless-offline serve the bundles, and rebuild and reload them when a source file changes. */
export default class OfflinePlugin {
  readonly hooks: Record<string, () => void | Promise<void>>;

  constructor({ serviceDir, service, pluginManager }: Framework) {
    const { log } = console;

    async function prepare(): Promise<void> {
      const functions = Object.values(service.functions);
      const handlers = functions.map(({ handler }) => handler.replace(/\.\w+$/, '.ts'));
      const { files } = await bundle({
        outdir: resolve(serviceDir, outdir),
        handlers,
        watch: (failure) => {
          if (failure) console.error(failure);
          // The next request loads the new bundle.
          else for (const file of files) delete cache[file];
        },
      });
      for (const { environment = {} } of [service.provider, ...functions])
        resolveQueueUrls(environment, service.resources.Resources, String(process.env.EVENTS_ENDPOINT));
      for (const definition of functions) definition.handler = `${outdir}/${basename(definition.handler)}`;
      // serverless-offline prints a large table of routes and has no option to turn it off.
      console.log = () => undefined;
    }

    function finish(): void {
      console.log = log;
      const offline = pluginManager.plugins.find(isOffline);
      if (!offline) throw new Error('serverless-offline is not among the plugins.');
      behaveLikeApiGateway(offline.internals().getApiGatewayServer());
      process.send?.('ready');
    }

    process.setSourceMapsEnabled(true);
    this.hooks = { 'before:offline:start:init': prepare, 'after:offline:start:init': finish };
    endWithParent();
  }
}

function isOffline(plugin: object): plugin is Offline {
  return 'internals' in plugin;
}

/** Ends this process when its parent has died without stopping it. */
function endWithParent(): void {
  if (!process.send) return;
  if (!process.connected) process.exit();
  process.once('disconnect', () => process.exit());
  process.channel?.unref();
}
