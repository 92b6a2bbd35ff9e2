import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { readContracts } from '../../lib/build/contracts.ts';

it('serverless.yml and the contracts name the same routes for the same functions', async () => {
  const { functions } = parse(await readFile('serverless.yml', 'utf8'));
  const served = Object.entries<{ handler: string; events: { httpApi: string }[] }>(functions)
    .filter(([name]) => name !== 'notFound')
    .map(([name, { handler, events }]) => [name, handler, ...events.map(({ httpApi }) => httpApi)]);
  const described = (await readContracts()).map(({ operationId, method, path }) => [
    operationId,
    `handlers/api/${operationId}.handler`,
    `${method} ${path}`,
  ]);
  expect(served.sort()).toEqual(described.sort());
});
