import { watch } from 'node:fs';
import { relative, resolve } from 'node:path';
import { logger } from '../logger.ts';
import { buildFunctions } from './buildFunctions.ts';
import { root } from './settings.ts';
import { watchFolders } from './watchFolders.ts';

/** Editors write a file in several steps, and a change of branch writes many files. */
const settleMs = 100;

/**
 * Builds the bundle again when a source file changes, and calls `reload` after each build. A build that fails is
 * logged; the functions then stay as they were.
 */
export function watchFunctions(handlers: readonly string[], reload: () => void): void {
  let timer: NodeJS.Timeout | undefined;
  let building = Promise.resolve();

  async function build(changed: string): Promise<void> {
    const start = performance.now();
    try {
      const { built } = await buildFunctions(handlers);
      if (!built) return;
      reload();
      logger.info('reloaded', { file: changed, ms: Math.round(performance.now() - start) });
    } catch (error) {
      logger.error('functions not reloaded', { reason: error instanceof Error ? error.message : error });
    }
  }

  const folders = ['handlers', 'lib', 'schemas'].map((folder) => resolve(root, folder));
  watchFolders(folders, (file) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      building = building.then(() => build(relative(root, file)));
    }, settleMs);
  });
  let notice: NodeJS.Timeout | undefined;
  watch(root, { persistent: false }, (_event, file) => {
    if (file !== 'serverless.yml') return;
    clearTimeout(notice);
    notice = setTimeout(() => logger.info('restart the service to use the change', { file }), settleMs);
  });
}
