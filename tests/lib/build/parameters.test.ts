import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { parameters } from '../../../lib/build/parameters.ts';

const yaml = await readFile('serverless.yml', 'utf8');
const { params } = parse(yaml.replaceAll(/\$\{sls:stage\}/g, 'stage'));
const names = Object.keys(parameters).sort();

describe('the parameters of a stage', () => {
  it('are those of serverless.yml', () => {
    const used = [...yaml.matchAll(/\$\{param:(\w+)/g)].map(([, name]) => name);
    const declared = Object.values<object>(params).flatMap(Object.keys);
    expect(names.filter((name) => !used.includes(name) && !declared.includes(name))).toEqual([]);
    expect([...used, ...declared].filter((name) => !names.includes(String(name)))).toEqual([]);
  });

  it('are the rows of a table in the README', async () => {
    const [, section = ''] = (await readFile('README.md', 'utf8')).split('\n## Configure\n');
    const cells = (section.split('\n## ')[0] ?? '').split('\n').map((line) => /^\| (`.*?`) \|/.exec(line)?.[1] ?? '');
    expect(cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name)).sort()).toEqual(names);
  });
});
