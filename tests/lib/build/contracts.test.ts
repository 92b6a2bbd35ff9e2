import { readdirSync } from 'node:fs';
import { readContracts, readEvents } from '../../../lib/build/contracts.ts';

const namesIn = (folder: string) =>
  readdirSync(`schemas/${folder}`)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replace('.ts', ''));

describe('readContracts', () => {
  it('reads every file of schemas/api, ordered by path and method', async () => {
    const contracts = await readContracts();
    expect(contracts.map(({ operationId }) => operationId).sort()).toEqual(namesIn('api').sort());
    const routes = contracts.map(({ path, method }) => [path, method].join(' '));
    expect(routes).toEqual(routes.toSorted((a, b) => a.localeCompare(b)));
  });
});

describe('readEvents', () => {
  it('reads every schema of schemas/events, with its name', async () => {
    expect((await readEvents()).map(([name]) => name).sort()).toEqual(namesIn('events').sort());
  });
});
