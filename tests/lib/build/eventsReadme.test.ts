import { readEvents } from '../../../lib/build/contracts.ts';
import { eventsReadme } from '../../../lib/build/eventsReadme.ts';
import type { EventContract } from '../../../schemas/event.ts';

const version = { const: 1, description: 'Version.' } as const;
const withProperties = (properties: object): EventContract => ({
  detailType: 'thing.happened',
  description: 'A thing happened.',
  detail: { type: 'object', required: ['id'], properties: { version, ...properties }, examples: [{ id: 'x' }] },
});
const rowsOf = (properties: object): string[] =>
  eventsReadme([['thingHappened', withProperties(properties)]])
    .replace(/^.*^## thing/ms, '')
    .split('\n')
    .filter((line) => line.startsWith('| `') && !line.startsWith('| `version`'));

describe('eventsReadme', () => {
  it('describes a property by its type, its format, its limits and whether it is required', () => {
    expect(
      rowsOf({
        id: { type: 'string', format: 'uuid', description: 'Id.' },
        name: { type: ['string', 'null'], minLength: 1, maxLength: 9, pattern: '^a|b$' },
        kind: { type: 'string', enum: ['a', 'b'], description: 'a | b' },
        tags: { type: 'array', minItems: 1, items: { type: 'string', maxLength: 3 } },
      }),
    ).toEqual([
      '| `id` | string, a UUID | yes | Id. |',
      '| `name` | string or `null`, 1 to 9 characters, matches `^a\\|b$` | no |  |',
      '| `kind` | `a`, `b` | no | a \\| b |',
      '| `tags` | array, not empty, each: string, at most 3 characters | no |  |',
    ]);
  });

  it('names nested properties by their path', () => {
    const inner = { type: 'object', required: ['b'], properties: { b: { type: 'integer' } } };
    expect(rowsOf({ a: inner })).toEqual(['| `a` | object | no |  |', '| `a.b` | integer | yes |  |']);
  });

  it('throws if a schema has a keyword that the table does not show', () => {
    expect(() => rowsOf({ id: { type: 'string', not: { const: '' } } })).toThrow('does not show the keyword not');
  });

  it('shows every example of every event', async () => {
    const events = await readEvents();
    const text = eventsReadme(events);
    const examples = events.flatMap(([, { detail }]) => detail.examples);
    expect(examples.length).toBeGreaterThanOrEqual(events.length);
    for (const example of examples) expect(text).toContain(JSON.stringify(example, null, 2));
  });
});
