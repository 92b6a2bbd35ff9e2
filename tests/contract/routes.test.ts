import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { readContracts, readEvents } from '../../lib/build/contracts.ts';

it('serverless.yml and the contracts have the same functions with the same routes', async () => {
  const served = Object.entries((await declared()).functions)
    .filter(([name, { handler }]) => name !== 'notFound' && handler.startsWith('handlers/api/'))
    .map(([name, { handler, events }]) => [name, handler, ...events.map(({ httpApi }) => httpApi)]);
  const described = (await readContracts()).map(({ operationId, method, path }) => [
    operationId,
    `handlers/api/${operationId}.handler`,
    `${method} ${path}`,
  ]);
  expect(served.sort()).toEqual(described.sort());
});

it('serverless.yml has one rule for every event, which also matches later versions', async () => {
  const { resources } = await declared();
  const patterns = Object.values(resources.Resources).flatMap(({ Properties }) => Properties.EventPattern ?? []);
  const wanted = (await readEvents()).map(([, { detailType }]) => ({ 'detail-type': [{ prefix: detailType }] }));
  expect(patterns).toEqual(expect.arrayContaining(wanted));
  expect(patterns).toHaveLength(wanted.length);
});

type Declared = {
  readonly functions: Readonly<Record<string, { handler: string; events: { httpApi: string }[] }>>;
  readonly resources: { readonly Resources: Readonly<Record<string, { Properties: { EventPattern?: object } }>> };
};

const declared = async (): Promise<Declared> => parse(await readFile('serverless.yml', 'utf8'));
