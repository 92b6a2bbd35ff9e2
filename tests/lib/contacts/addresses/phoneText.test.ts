import { getCountries } from 'libphonenumber-js/max';
import { callingCodeOf, readPhone } from '../../../../lib/contacts/addresses/phoneText.ts';
import * as formats from '../../../../schemas/formats.ts';

describe('readPhone', () => {
  it.each<[string, string]>([
    ['+4915112345678', '+4915112345678'],
    ['+49 151 1234-5678', '+4915112345678'],
    ['+49 (0)151 12345678', '+4915112345678'],
    ['+49 (0)30 12345678', '+493012345678'],
    ['+39 (0)6 12345678', '+390612345678'],
    ['+49.151/12345678', '+4915112345678'],
    ['+49\u00a0151\u201112345678', '+4915112345678'],
    ['+٤٩ ١٥١ ١٢٣٤٥٦٧٨', '+4915112345678'],
    ['＋４９１５１１２３４５６７８', '+4915112345678'],
    ['004915112345678', '+4915112345678'],
    ['00 49 151 12345678', '+4915112345678'],
    ['4915112345678', '+4915112345678'],
    ['+1 (555) 123-4567', '+15551234567'],
    ['+491234', '+491234'],
    ['+54 11 15 4345 6789', '+5491143456789'],
    ['+52 1 55 1234 5678', '+525512345678'],
    ['5215512345678', '+525512345678'],
    ['551187650001', '+5511987650001'],
    ['+7 8 (912) 345-67-89', '+79123456789'],
  ])('of %j is %s', (text, number) => {
    expect(readPhone(text)).toEqual({ number });
  });

  it.each<[string, string, string]>([
    ['0151 12345678', 'DE', '+4915112345678'],
    ['(030) 123456', 'DE', '+4930123456'],
    ['15112345678', 'DE', '+4915112345678'],
    ['4915112345678', 'DE', '+4915112345678'],
    ['14155552671', 'DE', '+14155552671'],
    ['004915112345678', 'DE', '+4915112345678'],
    ['+14155552671', 'DE', '+14155552671'],
    ['(415) 555-2671', 'US', '+14155552671'],
    ['1 415 555 2671', 'US', '+14155552671'],
    ['011 49 151 12345678', 'US', '+4915112345678'],
    ['06 1234 5678', 'IT', '+390612345678'],
    ['612 345 678', 'ES', '+34612345678'],
    ['8 912 345-67-89', 'RU', '+79123456789'],
    ['(11) 98765-0001', 'BR', '+5511987650001'],
    ['11 8765-0001', 'BR', '+5511987650001'],
    ['(11) 3234-5678', 'BR', '+551132345678'],
    ['044 55 1234 5678', 'MX', '+525512345678'],
    ['55 1234 5678', 'MX', '+525512345678'],
    ['011 15 4345 6789', 'AR', '+5491143456789'],
    ['011 4345 6789', 'AR', '+541143456789'],
  ])('of %j in %s is %s', (text, country, number) => {
    expect(readPhone(text, country)).toEqual({ number });
  });

  it.each<[string, string | undefined]>([
    ['0151 12345678', undefined],
    ['0151 12345678', 'ZZ'],
    ['80888', undefined],
    ['80888', 'DE'],
    ['491234', undefined],
    ['1234567', undefined],
    ['+999999999999999', undefined],
    ['999123456789', undefined],
    ['+0151123456', undefined],
    ['+1234567890123456', undefined],
    ['123456789012345', undefined],
    ['++4915112345678', undefined],
    ['+12', undefined],
    ['00', undefined],
    ['+', undefined],
    ['', undefined],
    ['DHL', undefined],
    ['Taxi 123456', 'DE'],
    ['+49 151 12345678 (mobil)', undefined],
    ['anna@example.com', undefined],
    ['tel:+4915112345678', undefined],
    ['15112345678;phone-context=+49', undefined],
    ['0'.repeat(300), 'DE'],
  ])('of %j in %s is none', (text, country) => {
    expect(readPhone(text, country)).toBeUndefined();
  });

  it('separates an extension', () => {
    expect(readPhone('+49 30 12345678 ext. 12')).toEqual({ number: '+493012345678', extension: '12' });
    expect(readPhone('030 12345678 x12', 'DE')).toEqual({ number: '+493012345678', extension: '12' });
  });
});

describe('callingCodeOf', () => {
  it('is that of a country or a number', () => {
    expect(['DE', '+4915112345678', '+88216123456', 'ZZ', '+999123', ''].map(callingCodeOf)).toEqual([
      '49',
      '49',
      '882',
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('the format country', () => {
  it('has exactly the countries with a numbering plan', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const codes = letters.flatMap((one) => letters.map((other) => one + other));
    expect(codes.filter((code) => formats.country.validate(code))).toEqual([...getCountries()].sort());
    expect(['de', 'DEU', '', ' DE', 'DE\n'].filter((code) => formats.country.validate(code))).toEqual([]);
  });
});
