import { cursorAfter, cursorAt, readCursor } from '../../../../lib/dynamo/table/cursor.ts';
import fc, { anyCharacter } from '../../../support/properties.ts';

const tenantId = '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10';
const listing = { tenantId, sort: 'createdAt' };
const id = '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55';
const refusal = expect.objectContaining({
  code: 'invalid',
  message: 'cursor must be the nextCursor of a response to the same query',
});
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

describe('a cursor', () => {
  it('is read as the id that it was made from, by the same list', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), fc.string(), (contactId, tenantId, sort) => {
        const cursor = cursorAfter(contactId, { tenantId, sort });
        expect(cursor).toMatch(/^[\w-]{32}$/);
        expect(readCursor(cursor, { tenantId, sort })).toBe(contactId);
      }),
    );
  });

  it('is rejected with any one character changed', () => {
    const cursor = cursorAfter(id, listing);
    for (let i = 0; i < cursor.length; i++) {
      for (const other of [...alphabet, '=', '+', '/', ' ', '.', 'é'].filter((letter) => letter !== cursor[i])) {
        const changed = cursor.slice(0, i) + other + cursor.slice(i + 1);
        expect(() => readCursor(changed, listing)).toThrow(refusal);
      }
    }
  });

  it('is rejected with something before, after or within it', () => {
    const cursor = cursorAfter(id, listing);
    const changed = [
      `${cursor}A`,
      `${cursor}=`,
      `${cursor} `,
      ` ${cursor}`,
      `\u0000${cursor}`,
      cursor.slice(0, -1),
      cursor.slice(1),
      `${cursor.slice(0, 9)}\n${cursor.slice(9)}`,
      cursor.toUpperCase(),
      cursor + cursor,
    ];
    for (const each of changed) expect(() => readCursor(each, listing)).toThrow(refusal);
  });

  it.each([
    { tenantId: 'b3a4d6c8-7e21-4c55-8f3a-1d2e3f405162', sort: 'createdAt' },
    { tenantId, sort: '-createdAt' },
    { tenantId },
    { tenantId, sort: 'createdAt', email: 'a@b.de' },
  ])('is rejected by the list %j', (other) => {
    expect(() => readCursor(cursorAfter(id, listing), other)).toThrow(refusal);
  });

  it.each([
    '',
    'x',
    '0',
    'null',
    '[object Object]',
    '../../..',
    id,
    '😀',
    '\ud800',
    `${id}${id}`,
  ])('is not %j', (garbage) => {
    expect(() => readCursor(garbage, listing)).toThrow(refusal);
  });

  it.each([
    '',
    'x',
    'x'.repeat(15),
    'x'.repeat(17),
  ])('is rejected with the position %j and the right checksum', (forged) => {
    expect(() => readCursor(cursorAt(Buffer.from(forged), listing), listing)).toThrow(refusal);
  });

  it('is no arbitrary text, however long', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) =>
        expect(() => readCursor(text, listing)).toThrow(refusal),
      ),
    );
    expect(() => readCursor('A'.repeat(1_000_000), listing)).toThrow(refusal);
  });
});
