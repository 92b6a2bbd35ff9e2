import { randomUUID } from 'node:crypto';
import { hasWritten, type WriteIds, withWrite, writeIdOf } from '../../../lib/contacts/writeIds.ts';

it('a write id is the first 12 hex digits of the request id', () => {
  expect(writeIdOf('3f0c9a1e-77d2-4b6a-8c15-0a9be2d4f611')).toBe('3f0c9a1e77d2');
});

it('a new contact has four write ids, of which three are empty', () => {
  expect(withWrite('3f0c9a1e-77d2-4b6a-8c15-0a9be2d4f611')).toEqual(['3f0c9a1e77d2', '', '', '']);
});

it('a contact knows its last four writes, the newest first', () => {
  const requests = Array.from({ length: 6 }, () => randomUUID());
  const writeIds = requests.reduce<WriteIds | undefined>((before, request) => withWrite(request, before), undefined);
  expect(writeIds).toEqual(requests.slice(2).toReversed().map(writeIdOf));
  expect(requests.map((request) => writeIds && hasWritten(request, { writeIds }))).toEqual([
    false,
    false,
    true,
    true,
    true,
    true,
  ]);
});
