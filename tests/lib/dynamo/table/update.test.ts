import { randomUUID } from 'node:crypto';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { send } from '../../../../lib/dynamo/table/client.ts';
import { boundUpdate, expressionsOf, type Update, updateItem, ValueOf } from '../../../../lib/dynamo/table/update.ts';
import fc, { anyCharacter, runOptions } from '../../../support/properties.ts';
import { startService } from '../../../support/service.ts';

await startService();

type Item = Record<string, unknown>;

/** The attributes of an item after an update; the item has `before` already, or does not exist. */
async function itemAfter(update: Update, before?: Item): Promise<Item> {
  const TableName = process.env.TABLE_NAME;
  const Key = { tenantId: randomUUID(), contactId: randomUUID() };
  if (before) await send((db) => db.send(new PutCommand({ TableName, Item: { ...Key, ...before } })));
  await send((db) => db.send(new UpdateCommand(updateItem(Key.tenantId, Key.contactId, update))));
  const { Item } = await send((db) => db.send(new GetCommand({ TableName, Key, ConsistentRead: true })));
  const { tenantId: _, contactId: __, ...attributes } = Item ?? {};
  return attributes;
}

const refusal = { name: 'ConditionalCheckFailedException' };

/** Words that DynamoDB reserves, and keys that its expressions give a meaning to. */
const oddNames = [
  'name',
  'domain',
  'SET',
  'size',
  'ttl',
  'a.b',
  'a#b',
  '#0',
  ':0',
  'email#a.b@one.example',
  'a[0]',
  ' ',
];

describe('updateItem', () => {
  it('sets values, and removes those that are undefined', async () => {
    const set = [
      ['a', 1],
      ['b', undefined],
      ['c', null],
    ] as const;
    expect(await itemAfter({ set }, { b: 2, kept: true })).toEqual({ a: 1, c: null, kept: true });
  });

  it('sets and removes values in maps, and keeps the rest of the maps', async () => {
    const before = { sources: { manual: { firstName: 'x', email: 'y' }, crm: {} } };
    const set = [
      [['sources', 'manual', 'firstName'], 'Anna'],
      [['sources', 'crm'], undefined],
    ] as const;
    expect(await itemAfter({ set }, before)).toEqual({ sources: { manual: { firstName: 'Anna', email: 'y' } } });
  });

  it('sets elements of lists, also to what another path has before the update', async () => {
    const update: Update = {
      set: [
        [['ids', 0], 'new'],
        [['ids', 1], new ValueOf(['ids', 0])],
        [['ids', 2], new ValueOf(['ids', 1])],
        [['maps', 0, 'copy'], new ValueOf('count')],
      ],
      increment: ['count'],
    };
    const before = { ids: ['a', 'b', 'c'], maps: [{ kept: 1 }], count: 7 };
    const after = { ids: ['new', 'a', 'b'], maps: [{ kept: 1, copy: 7 }], count: 8 };
    expect(await itemAfter(update, before)).toEqual(after);
  });

  it.each(oddNames)('takes %j for a name, at the top, in a path and as what is expected', async (name) => {
    const update: Update = {
      set: [
        [['map', name], 'new'],
        [['map', 'removed'], undefined],
      ],
      increment: [['map', 'count']],
      expected: { [name]: 'read', absent: undefined },
    };
    const before = { map: { removed: 1, count: 1 }, [name]: 'read' };
    expect(await itemAfter(update, before)).toEqual({ map: { [name]: 'new', count: 2 }, [name]: 'read' });
    expect(await itemAfter({ set: [[name, 'new']] })).toEqual({ [name]: 'new' });
  });

  it('adds to a number, which need not exist', async () => {
    const update: Update = { add: [['requests', 2]] };
    expect(await itemAfter(update)).toEqual({ requests: 2 });
    expect(await itemAfter(update, { requests: 5 })).toEqual({ requests: 7 });
  });

  it('increases a number, once for each time that it is named', async () => {
    expect(await itemAfter({ increment: ['version'] }, { version: 7 })).toEqual({ version: 8 });
  });

  it('takes all clauses at once', async () => {
    const update: Update = {
      set: [
        ['a', 1],
        ['b', undefined],
      ],
      increment: ['version'],
      add: [['requests', 2]],
      expected: { version: 1, merged: undefined },
      condition: { expression: '#domain = :domain', names: { '#domain': 'domain' }, values: { ':domain': 'd' } },
    };
    const before = { b: 2, version: 1, domain: 'd' };
    expect(await itemAfter(update, before)).toEqual({ a: 1, version: 2, domain: 'd', requests: 2 });
    await expect(itemAfter(update, { ...before, domain: 'other' })).rejects.toMatchObject(refusal);
    await expect(itemAfter(update, { ...before, merged: 'x' })).rejects.toMatchObject(refusal);
  });

  it.each<[string, Item, Item | undefined]>([
    ['a value that is another one', { a: 1 }, { a: 2 }],
    ['a value that is absent', { a: 1 }, {}],
    ['a value of an item that does not exist', { a: 1 }, undefined],
    ['the absence of a value that is there', { a: undefined }, { a: null }],
    ['two values, of which one is another one', { a: 1, b: 2 }, { a: 1, b: 1 }],
    ['a map with another element', { a: { x: 1 } }, { a: { x: 1, y: 2 } }],
  ])('does not happen where it expects %s', async (_, expected, before) => {
    await expect(itemAfter({ set: [['written', true]], expected }, before)).rejects.toMatchObject(refusal);
  });

  it('returns the item where its condition fails', async () => {
    const update = itemAfter({ set: [['written', true]], expected: { a: 1 } }, { a: 2 });
    await expect(update).rejects.toMatchObject({ ...refusal, Item: { a: { N: '2' } } });
  });

  it('makes an item that does not exist where nothing is expected', async () => {
    expect(await itemAfter({ set: [['a', 1]], expected: { a: undefined } })).toEqual({ a: 1 });
  });

  it('sends no condition where nothing is expected, and no values where it has none', () => {
    expect(updateItem('tenant', 'key', { set: [['a', undefined]] })).toEqual({
      TableName: process.env.TABLE_NAME,
      Key: { tenantId: 'tenant', contactId: 'key' },
      UpdateExpression: 'REMOVE #0',
      ExpressionAttributeNames: { '#0': 'a' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('has the same expressions for all updates that differ only in values', () => {
    const updateOf = (n: number): Update => ({
      set: [
        ['a', n],
        [['b', 'c', 0], `${n}`],
        ['removed', undefined],
        ['copied', new ValueOf('a')],
      ],
      increment: ['version'],
      add: [['sum', n]],
      expected: { read: n, absent: undefined },
      condition: { expression: '#d = :d', names: { '#d': 'd' }, values: { ':d': n } },
    });
    expect(boundUpdate('tenant', 'key', updateOf(2), expressionsOf(updateOf(1)))).toEqual(
      updateItem('tenant', 'key', updateOf(2)),
    );
  });

  it('is accepted by the engine, and does what it says, for any names and values', async () => {
    // The embedded engine takes names of Object.prototype for attributes that are there.
    const name = fc
      .oneof(fc.constantFrom(...oddNames), fc.string({ minLength: 1, maxLength: 9, unit: anyCharacter }))
      .filter((text) => !['tenantId', 'contactId'].includes(text) && !(text in Object.prototype));
    const value = fc.oneof(fc.nat(), fc.string(), fc.boolean(), fc.constant(null));
    const entries = fc.uniqueArray(fc.tuple(name, fc.option(value, { nil: undefined })), {
      selector: ([each]) => each,
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(entries, entries, async (before, set) => {
        const expected = Object.fromEntries(before);
        const stored = Object.fromEntries(before.filter(([, each]) => each !== undefined));
        const wanted = Object.entries({ ...stored, ...Object.fromEntries(set) }).filter(
          ([, each]) => each !== undefined,
        );
        expect(await itemAfter({ set, expected }, stored)).toEqual(Object.fromEntries(wanted));
      }),
      runOptions(40),
    );
  });
});
