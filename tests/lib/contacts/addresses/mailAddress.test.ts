import { splitMailAddress } from '../../../../lib/contacts/addresses/mailAddress.ts';

describe('splitMailAddress', () => {
  it.each<[string, string, string | undefined]>([
    ['"Smith, Anna" <anna@example.com>', 'anna@example.com', '"Smith, Anna"'],
    ['anna@example.com (Anna Smith)', 'anna@example.com', 'Anna Smith'],
    ['anna@example.com ()', 'anna@example.com', undefined],
    ['mailto:anna@example.com', 'anna@example.com', undefined],
    ['Anna <MAILTO:anna%2Bnews@example.com?subject=Hi>', 'anna+news@example.com', 'Anna'],
    ['mailto:100%@example.com', '100%@example.com', undefined],
    ['anna@example.com', 'anna@example.com', undefined],
    ['anna@example.com;', 'anna@example.com', undefined],
    ['SMTP:anna@example.com', 'anna@example.com', undefined],
    ['<@relay.example,@mx.example:anna@example.com>', 'anna@example.com', undefined],
    ['=?utf-8?Q?J=C3=BCrgen?= <j@example.com>', 'j@example.com', 'Jürgen'],
    ['j@example.com (=?utf-8?B?SsO8cmdlbg==?=)', 'j@example.com', 'Jürgen'],
    ['Anna (Sales)', 'Anna (Sales)', undefined],
  ])('of %j is %j beside %j', (text, address, name) => {
    expect(splitMailAddress(text)).toEqual({ address, ...(name !== undefined && { name }) });
  });
});
