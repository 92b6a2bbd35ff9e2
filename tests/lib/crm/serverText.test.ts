import { serverText } from '../../../lib/crm/serverText.ts';

describe('serverText', () => {
  it.each([
    [' The\n\tscope\r\n ', 'The scope'],
    ['a\u0000b\u001b[31mc\u0085d', 'a b [31mc d'],
    ['\u202eesrever\u2066 s\u200be\u00adcret\ufeff', 'esrever secret'],
    ['\u200b \n', ''],
    ['123456789012345', '12345678901234'],
    ['1234567890123\u{1f600}', '1234567890123\ufffd'],
  ])('turns %j into one visible line of at most 14 characters', (text, expected) => {
    expect(serverText(text, 14)).toBe(expected);
  });
});
