import { readFile } from 'node:fs/promises';
import { readEvents } from '../../lib/build/contracts.ts';
import { eventsReadme } from '../../lib/build/eventsReadme.ts';
import type { CompiledEvent } from '../../schemas/event.ts';
import { messageReceived } from '../../schemas/events/messageReceived.ts';

const events = await readEvents();

const validatorOf = async (name: string) => {
  const module: Record<string, CompiledEvent<unknown>> = await import(`../../schemas/compiled/events/${name}.js`);
  return module[name]?.detail;
};

it('schemas/events/README.md is what eventsReadme makes of the contracts', async () => {
  expect(await readFile('schemas/events/README.md', 'utf8')).toBe(eventsReadme(events));
});

it.each(events)('the examples of %s are valid', async (name, { detail }) => {
  const isValid = await validatorOf(name);
  expect(detail.examples.map((example) => isValid?.(example))).toEqual(detail.examples.map(() => true));
  expect(detail.examples).not.toEqual([]);
});

it.each(['displayName', 'profileName'])('a message may have null as its %s', async (property) => {
  const [example] = messageReceived.detail.examples;
  const isValid = await validatorOf('messageReceived');
  expect(isValid?.({ ...example, sender: { ...example.sender, [property]: null } })).toBe(true);
  expect(isValid?.({ ...example, sender: { ...example.sender, [property]: 7 } })).toBe(false);
});
