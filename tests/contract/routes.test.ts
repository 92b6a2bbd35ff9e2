import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { readContracts, readEvents } from '../../lib/build/contracts.ts';
import { changeableFields } from '../../schemas/contact.ts';
import { contactCreated } from '../../schemas/events/contactCreated.ts';
import { contactErased } from '../../schemas/events/contactErased.ts';
import { contactMerged } from '../../schemas/events/contactMerged.ts';
import { contactResolved } from '../../schemas/events/contactResolved.ts';
import { contactUnmerged } from '../../schemas/events/contactUnmerged.ts';
import { contactUnresolved } from '../../schemas/events/contactUnresolved.ts';
import { contactUpdated } from '../../schemas/events/contactUpdated.ts';
import { deliveryDue } from '../../schemas/events/deliveryDue.ts';
import { pages } from '../../schemas/pages.ts';

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

it('serverless.yml serves the pages for people', async () => {
  const functions = Object.values((await declared()).functions);
  const served = functions.filter(({ handler }) => handler.startsWith('handlers/web/')).flatMap(({ events }) => events);
  expect(served.map(({ httpApi }) => httpApi)).toEqual(pages.map(({ method, path }) => `${method} ${path}`));
});

describe('the rules of serverless.yml', () => {
  const published = [
    contactCreated,
    contactUpdated,
    contactResolved,
    contactUnresolved,
    contactMerged,
    contactUnmerged,
    contactErased,
  ].map(({ detailType }) => detailType);

  const queuedOnly = [deliveryDue.detailType];

  it('match every event that the service receives by a prefix, so that later versions reach a queue too', async () => {
    const received = (await readEvents()).map(([, { detailType }]) => detailType);
    const wanted = received.filter((detailType) => ![...published, ...queuedOnly].some((each) => each === detailType));
    const patterns = (await eventPatterns()).flatMap((pattern) => pattern['detail-type']);
    const prefixes = patterns.flatMap((each) => (typeof each === 'string' ? [] : [each.prefix]));
    expect(prefixes.sort()).toEqual(wanted.sort());
  });

  it('match the events that it publishes by fields that can change', async () => {
    const own = (await eventPatterns()).filter((pattern) => pattern.detail !== undefined);
    expect(own.length).toBeGreaterThan(0);
    for (const { 'detail-type': types, detail } of own) {
      expect(published).toEqual(expect.arrayContaining([...types]));
      expect(changeableFields).toEqual(expect.arrayContaining([...(detail?.changed ?? [])]));
    }
  });
});

type EventPattern = {
  readonly 'detail-type': readonly (string | { readonly prefix: string })[];
  readonly detail?: { readonly changed: readonly string[] };
};

const eventPatterns = async (): Promise<EventPattern[]> =>
  Object.values((await declared()).resources.Resources).flatMap(({ Properties }) => Properties.EventPattern ?? []);

type Declared = {
  readonly functions: Readonly<Record<string, { handler: string; events: { httpApi: string }[] }>>;
  readonly resources: { readonly Resources: Readonly<Record<string, { Properties: { EventPattern?: EventPattern } }>> };
};

const declared = async (): Promise<Declared> => parse(await readFile('serverless.yml', 'utf8'));
