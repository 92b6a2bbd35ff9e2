import { credentialCipher } from '../../../lib/http/credentialCipher.ts';

describe('credentialCipher', () => {
  it('opens what the same credential has sealed, which shows nothing of it', () => {
    const { seal } = credentialCipher('Bearer one');
    const [sealed, again] = [seal('secret text'), seal('secret text')];
    expect(sealed).not.toBe(again);
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('secret');
    expect(credentialCipher('Bearer one').open(sealed)).toBe('secret text');
  });

  it('does not open what another credential has sealed', () => {
    const sealed = credentialCipher('Bearer one').seal('secret text');
    expect(() => credentialCipher('Bearer two').open(sealed)).toThrow(
      expect.objectContaining({ code: 'idempotency_key_reused' }),
    );
  });
});
