import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchFolders } from '../../../lib/local/watchFolders.ts';
import { until } from '../../support/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'watch-'));
const path = (name: string) => join(folder, name);
const write = (name: string) => writeFileSync(path(name), name);
mkdirSync(path('sub'));
write('sub/a.ts');

const changed = new Set<string>();
const watching = watchFolders([folder], (file) => changed.add(file));
afterAll(() => {
  watching.close();
  rmSync(folder, { recursive: true });
});

/** Waits until a change of each file has been noticed. */
async function noticed(...names: string[]): Promise<void> {
  await until(() => names.every((name) => changed.has(path(name))));
  changed.clear();
}

describe('watchFolders', () => {
  it('notices a file that is written, replaced by another, and written again', async () => {
    for (let n = 0; n < 3; n++) {
      write('sub/a.ts');
      await noticed('sub/a.ts');
      write('other');
      renameSync(path('other'), path('sub/a.ts'));
      await noticed('sub/a.ts');
    }
  });

  it('notices files in a new folder, and in one that was deleted and created again', async () => {
    for (let n = 0; n < 3; n++) {
      mkdirSync(path('new'));
      await noticed('new');
      write('new/b.ts');
      await noticed('new/b.ts');
      rmSync(path('new'), { recursive: true });
      await noticed('new');
    }
  });
});
