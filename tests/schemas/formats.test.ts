import { 'date-time' as dateTime, visible } from '../../schemas/formats.ts';

const isVisible = (text: string): boolean => visible.validate(text);
const named = (code: number): string => `U+${code.toString(16).padStart(4, '0')}`;

describe('the format visible', () => {
  it.each([
    'a',
    'Ж',
    '山',
    '1',
    '-',
    '.',
    '😀',
    '\u0301',
    '\u0e33',
    '👩\u200d🚀',
    '\u200bA',
    '\u{1f3fb}',
    '\u{20000}',
  ])('accepts %s', (text) => {
    expect(isVisible(text)).toBe(true);
  });

  it('rejects every kind of blank, control and ignorable character, and any of them together', () => {
    const ranges = [
      // Control characters, spaces, soft hyphen, joiners, fillers of Hangul, Khmer vowels, Mongolian selectors.
      [0x00, 0x20],
      [0x7f, 0xa0],
      [0xad],
      [0x34f],
      [0x61c],
      [0x115f, 0x1160],
      [0x1680],
      [0x17b4, 0x17b5],
      [0x180b, 0x180f],
      // Spaces, zero-width and bidi characters, separators, word joiner, invisible operators, bidi isolates.
      [0x2000, 0x200f],
      [0x2028, 0x202f],
      [0x205f, 0x206f],
      [0x2800],
      [0x3000],
      [0x3164],
      // Surrogates, variation selectors, byte order mark, halfwidth filler, interlinear annotations.
      [0xdfff],
      [0xd800],
      [0xfe00, 0xfe0f],
      [0xfeff],
      [0xffa0],
      [0xfff9, 0xfffb],
      // Blanks of Khitan, hieroglyphs and music; tags and further selectors.
      [0x16fe4],
      [0x13441, 0x13442],
      [0x1bca0, 0x1bca3],
      [0x1d159],
      [0x1d173, 0x1d17a],
      [0xe0001],
      [0xe0020, 0xe007f],
      [0xe0100, 0xe01ef],
    ];
    const codes = ranges.flatMap(([first = 0, last = first]) =>
      Array.from({ length: last - first + 1 }, (_, i) => first + i),
    );
    expect(codes.filter((code) => isVisible(String.fromCodePoint(code))).map(named)).toEqual([]);
    expect(isVisible(codes.map((code) => String.fromCodePoint(code)).join(''))).toBe(false);
    expect(isVisible('')).toBe(false);
  });
});

describe('the format date-time', () => {
  const isTime = (text: string): boolean => dateTime.pattern.test(text);

  it('knows the days of every month, and leap years', () => {
    const pad = (n: number) => String(n).padStart(2, '0');
    for (const year of [1900, 2000, 2024, 2026, 2100])
      for (let month = 0; month <= 13; month++)
        for (let day = 0; day <= 32; day++) {
          const date = new Date(Date.UTC(year, month - 1, day));
          const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
          const text = `${year}-${pad(month)}-${pad(day)}T09:30:00Z`;
          expect([text, isTime(text)]).toEqual([text, exists]);
        }
  });

  it.each([
    '2026-11-23T09:30:00.000Z',
    '2026-11-23t09:30:00z',
    '2026-11-23T00:00:00.123456789-23:59',
    '2016-12-31T23:59:60Z',
    '1998-12-31T15:59:60.123-08:00',
    '2017-01-01T05:29:60+05:30',
  ])('accepts %s', (text) => {
    expect(isTime(text)).toBe(true);
  });

  it.each([
    '2026-11-23',
    '2026-11-23 09:30:00Z',
    '2026-11-23T09:30:00',
    '2026-11-23T09:30Z',
    '2026-11-23T24:00:00Z',
    '2026-11-23T09:60:00Z',
    '2026-11-23T09:30:61Z',
    '2026-11-23T09:30:00.Z',
    '2026-11-23T09:30:00+24:00',
    '2016-12-31T22:59:60Z',
    '2016-12-31T23:58:60Z',
    '12026-11-23T09:30:00Z',
  ])('rejects %s', (text) => {
    expect(isTime(text)).toBe(false);
  });
});
