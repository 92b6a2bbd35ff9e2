import { readFile } from 'node:fs/promises';
import { readEvents } from '../../lib/build/contracts.ts';
import { eventsReadme } from '../../lib/build/eventsReadme.ts';
import { ContactError } from '../../lib/contacts/ContactError.ts';
import { readEvent } from '../../lib/events/readEvent.ts';
import type { CompiledEvent } from '../../schemas/event.ts';

const events = await readEvents();

async function compiled(name: string): Promise<CompiledEvent<unknown>> {
  const module: Record<string, CompiledEvent<unknown>> = await import(`../../schemas/compiled/events/${name}.js`);
  const contract = module[name];
  if (contract === undefined) throw new Error(`The contract of ${name} is not compiled`);
  return contract;
}

it('schemas/events/README.md is what eventsReadme makes of the contracts', async () => {
  expect(await readFile('schemas/events/README.md', 'utf8')).toBe(eventsReadme(events));
});

it.each(events)('the examples of %s are valid', async (name, { detail }) => {
  const { detail: isValid } = await compiled(name);
  expect(detail.examples.map((example) => isValid(example))).toEqual(detail.examples.map(() => true));
  expect(detail.examples).not.toEqual([]);
});

/** A row of a table in schemas/events/README.md: the path of a property, its type and whether it is required. */
type Row = { readonly path: readonly string[]; readonly type: string; readonly required: boolean };

/** The rows of the table of an event, as a producer reads them. */
async function documentedRows(detailType: string): Promise<Row[]> {
  const readme = await readFile('schemas/events/README.md', 'utf8');
  const section = readme.split(/^## /m).find((text) => text.startsWith(`${detailType}\n`)) ?? '';
  return [...section.matchAll(/^\| `([\w.]+)` \| (.*?) \| (yes|no) \|/gm)].map(
    ([, path = '', type = '', required]) => ({
      path: path.split('.'),
      type,
      required: required === 'yes',
    }),
  );
}

/** The paths of all properties in a schema. */
const propertiesOf = (schema: unknown, parent: readonly string[] = []): string[] =>
  Object.entries(Object(Object(schema).properties)).flatMap(([name, property]) => [
    [...parent, name].join('.'),
    ...propertiesOf(property, [...parent, name]),
  ]);

/** The detail with another value at a path; `undefined` removes the property. */
const withValue = (detail: object, [name = '', ...rest]: readonly string[], value: unknown): object => ({
  ...detail,
  [name]: rest.length === 0 ? value : withValue(Object(Object(detail)[name]), rest, value),
});

/** Values of a property, and whether the type in its row says that they are valid. */
function samplesOf({ type, required }: Row): (readonly [value: unknown, isValid: boolean])[] {
  const [, min = type.includes('not empty') ? '1' : '0', max] =
    /(?:(\d+) to|at most) (\d+) characters/.exec(type) ?? [];
  const isPlain = /^string(?: or `null`)?(?:, [^,]*characters|, not empty)?$/.test(type);
  const text = (length: number): string => 'x'.repeat(length);
  return [
    [undefined, !required],
    [null, !required],
    [7, type === 'integer'],
    [true, type.startsWith('boolean')],
    ...(isPlain ? ([[text(Number(min)), true]] as const) : []),
    ...(min === '1' ? ([[' ', false]] as const) : []),
    ...(isPlain && max !== undefined ? ([[text(Number(max)), true]] as const) : []),
    ...(max !== undefined ? ([[text(Number(max) + 1), false]] as const) : []),
  ];
}

describe.each(events)('the documentation of %s', (name, { detailType, detail }) => {
  it('has every property of the schema, and no others', async () => {
    const rows = await documentedRows(detailType);
    expect(rows.map(({ path }) => path.join('.'))).toEqual(propertiesOf(detail));
  });

  it('says which properties an event needs, and which values they may have', async () => {
    const contract = await compiled(name);
    const accepts = (path: readonly string[], value: unknown): boolean => {
      const event = { id: 'e', 'detail-type': detailType, detail: withValue(Object(detail.examples[0]), path, value) };
      try {
        return readEvent([contract], JSON.stringify(event), Date.now()).dropped.length === 0;
      } catch (error) {
        if (error instanceof ContactError) return false;
        throw error;
      }
    };
    for (const row of await documentedRows(detailType))
      for (const [value, isValid] of samplesOf(row)) {
        expect([row.path, value, accepts(row.path, value)]).toEqual([row.path, value, isValid]);
      }
  });
});
