import { createHash, createHmac } from 'node:crypto';
import { Sha256Node } from '../../../../../lib/build/slim/stubs/sha256.ts';

const hashed = createHash('sha256').update('one two').digest('hex');
const hexOf = async (sha256: Sha256Node) => Buffer.from(await sha256.digest()).toString('hex');

describe('Sha256Node', () => {
  it('hashes data in one or several parts, as string or bytes', async () => {
    const sha256 = new Sha256Node();
    sha256.update('one ');
    sha256.update(new Uint8Array(Buffer.from('-two-')).subarray(1, 4));
    expect(await hexOf(sha256)).toBe(hashed);
    expect(await hexOf(sha256)).toBe(hashed);
    sha256.reset();
    sha256.update(new Uint8Array(Buffer.from('one two')).buffer);
    expect(await hexOf(sha256)).toBe(hashed);
  });

  it('hashes no data', async () => {
    expect(await hexOf(new Sha256Node())).toBe(createHash('sha256').digest('hex'));
  });

  it('computes HMACs with many keys, as string or bytes', async () => {
    for (let i = 0; i < 50; i++) {
      for (const secret of [`key ${i}`, new Uint8Array([i, i + 1])]) {
        const sha256 = new Sha256Node(secret);
        sha256.update('one two');
        expect(await hexOf(sha256)).toBe(createHmac('sha256', secret).update('one two').digest('hex'));
      }
    }
  });
});
