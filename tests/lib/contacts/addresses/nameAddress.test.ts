import { splitNameAddress } from '../../../../lib/contacts/addresses/nameAddress.ts';

describe('splitNameAddress', () => {
  it.each<[string, string, string | undefined]>([
    ['"Anna Smith" <sip:anna@example.com>;tag=1', 'sip:anna@example.com', '"Anna Smith"'],
    ['Anna <anna@example.com>', 'anna@example.com', 'Anna'],
    ['"Anna \\"Annie\\" Smith" <a@b.de>', 'a@b.de', '"Anna "Annie" Smith"'],
    ['"Smith <Anna>" < anna@example.com > ', 'anna@example.com', '"Smith <Anna>"'],
    ['<anna@example.com>', 'anna@example.com', undefined],
    ['<>', '', undefined],
    ['Mail Delivery System <>', '', 'Mail Delivery System'],
    [' anna@example.com ', 'anna@example.com', undefined],
    ['a <b> c@d.de', 'a <b> c@d.de', undefined],
    ['a < b', 'a < b', undefined],
  ])('of %j is %j beside %j', (text, address, name) => {
    expect(splitNameAddress(text)).toEqual({ address, ...(name !== undefined && { name }) });
  });
});
