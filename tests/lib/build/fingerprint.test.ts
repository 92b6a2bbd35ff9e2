import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fingerprint } from '../../../lib/build/fingerprint.ts';

const folder = `.build/tests/fingerprint-${process.pid}`;
const write = (name: string, text: string) => writeFileSync(`${folder}/${name}`, text);
const current = (except?: RegExp) => fingerprint([`${folder}/**/*`], except);
beforeAll(() => mkdirSync(folder, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a fingerprint', () => {
  it('changes with the content, the name and the number of the files, and not with their times', () => {
    write('a.ts', '1');
    const first = current();
    write('a.ts', '1');
    expect(current()).toBe(first);
    write('a.ts', '2');
    const second = current();
    write('b.ts', '');
    const third = current();
    rmSync(`${folder}/b.ts`);
    write('c.ts', '');
    expect(new Set([first, second, third, current()]).size).toBe(4);
  });

  it('ignores the files that it excepts', () => {
    write('notes.md', '1');
    const first = current(/\.md$/);
    write('notes.md', '2');
    expect(current(/\.md$/)).toBe(first);
  });
});
