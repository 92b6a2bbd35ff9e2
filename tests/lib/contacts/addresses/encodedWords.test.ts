import { decodeWords } from '../../../../lib/contacts/addresses/encodedWords.ts';

describe('decodeWords', () => {
  it.each([
    ['=?utf-8?Q?J=C3=BCrgen_M=C3=BCller?=', 'Jürgen Müller'],
    ['=?UTF-8?B?SsO8cmdlbg==?= Schmidt', 'Jürgen Schmidt'],
    ['=?iso-8859-1?q?J=FCrgen?=  =?utf-8*de?Q?_M=C3=BCller?=', 'Jürgen Müller'],
    ['=?klingon?Q?abc?= Anna', ' Anna'],
    ['Anna =?= Smith', 'Anna =?= Smith'],
    ['', ''],
  ])('of %j is %j', (text, decoded) => {
    expect(decodeWords(text)).toBe(decoded);
  });
});
