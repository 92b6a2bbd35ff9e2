import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { join, sep } from 'node:path';

/**
 * Calls `onChange` with the path of each file or folder that changes, comes or goes in these folders and those below.
 * Does not keep the process running.
 *
 * It watches folder by folder: Node's own recursive watch loses a file on Linux when another file replaces it, which is
 * how many editors and git write.
 */
export function watchFolders(folders: readonly string[], onChange: (path: string) => void): { close(): void } {
  const watchers = new Map<string, FSWatcher>();

  function watchBelow(folder: string): void {
    const watcher = watch(folder, { persistent: false }, (event, name) => {
      if (name === null) return;
      const path = join(folder, name);
      if (event === 'rename') watchAgain(path);
      onChange(path);
    });
    // Some systems report the end of a folder as an error. Its parent then reports it as well.
    watcher.on('error', () => stop(folder));
    watchers.set(folder, watcher);
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory()) watchBelow(join(folder, entry.name));
  }

  /** A folder that was deleted and created again needs another watcher. */
  function watchAgain(path: string): void {
    for (const watched of [...watchers.keys()])
      if (watched === path || watched.startsWith(`${path}${sep}`)) stop(watched);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) watchBelow(path);
  }

  function stop(folder: string): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  }

  for (const folder of folders) watchBelow(folder);
  return {
    close() {
      for (const folder of [...watchers.keys()]) stop(folder);
    },
  };
}
