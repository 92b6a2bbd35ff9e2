import { uuidBytes, uuidOf, uuidV7 } from '../../../lib/contacts/uuid.ts';
import fc from '../../support/properties.ts';

describe('uuidV7', () => {
  const anyTime = fc.nat(2 ** 48 - 1);

  it('has the version, the variant and the time of RFC 9562', () => {
    fc.assert(
      fc.property(anyTime, (now) => {
        const uuid = uuidV7(now);
        expect(uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
        expect(Number.parseInt(uuid.replace('-', '').slice(0, 12), 16)).toBe(now);
      }),
    );
  });

  it('sorts by its time', () => {
    fc.assert(
      fc.property(anyTime, anyTime, (one, other) => {
        if (one !== other) expect(uuidV7(one) < uuidV7(other)).toBe(one < other);
      }),
    );
  });

  it('is another one each time, with any last digit', () => {
    const uuids = Array.from({ length: 500 }, () => uuidV7(0));
    expect(new Set(uuids).size).toBe(500);
    expect(new Set(uuids.map((uuid) => uuid.at(-1))).size).toBe(16);
  });
});

describe('uuidOf', () => {
  it('is the inverse of uuidBytes', () => {
    fc.assert(fc.property(fc.uuid(), (uuid) => expect(uuidOf(uuidBytes(uuid))).toBe(uuid)));
  });

  it('formats bytes in lower case', () => {
    expect(uuidOf(Buffer.from('01939B8E5C1F7D3A9B602F7F0F6E1C55', 'hex'))).toBe('01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55');
  });
});
