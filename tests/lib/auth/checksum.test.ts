import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { makeApiKey, parseApiKey } from '../../../lib/auth/apiKey.ts';
import { checksumOf } from '../../../lib/auth/checksum.ts';
import fc from '../../support/properties.ts';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const toNumber = (checksum: string): number =>
  [...checksum].reduce((value, digit) => 62 * value + digits.indexOf(digit), 0);

describe('the checksum of a key', () => {
  it('is the CRC-32 of zlib in six digits of base 62', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 100 }), (text) => {
        expect(checksumOf(text)).toMatch(/^[0-9A-Za-z]{6}$/);
        expect(toNumber(checksumOf(text))).toBe(crc32(text));
      }),
    );
  });

  it('of nothing is zero', () => {
    expect(checksumOf('')).toBe('000000');
  });
});

it('the pattern of the README finds every key, and the keys in the documentation are well-formed', async () => {
  const readme = await readFile('README.md', 'utf8');
  const [, pattern = ''] = /Secret scanners find keys with `(.*?)`/.exec(readme) ?? [];
  for (const mode of ['live', 'test'] as const) {
    const { text } = makeApiKey(mode, '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10');
    expect(new RegExp(pattern).exec(`key=${text};`)?.[0]).toBe(text);
  }
  const documents = [readme, await readFile('schemas/openapi.json', 'utf8')];
  const examples = documents.map((document) => document.match(new RegExp(pattern, 'g')) ?? []);
  for (const found of examples) expect(found.length).toBeGreaterThan(0);
  for (const example of examples.flat()) expect(() => parseApiKey(example)).not.toThrow();
});
