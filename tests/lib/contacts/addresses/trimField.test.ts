import { plainText } from '../../../../lib/contacts/addresses/plainText.ts';
import { trimField } from '../../../../lib/contacts/addresses/trimField.ts';

describe('plainText', () => {
  it.each([
    ['\ufeff\u202aanna@example.com\u202c\u200b ', 'anna@example.com'],
    ['\u2066+49\u2069 151', '+49 151'],
    ['ex\u00adam\u200cp\u2060le\ufe0f', 'example'],
    ['u\u200b\u0308', '\u00fc'],
    ['', ''],
  ])('of %j is %j', (text, plain) => {
    expect(plainText(text)).toBe(plain);
    expect(plainText(plain)).toBe(plain);
  });
});

describe('trimField', () => {
  it('removes invisible characters from addresses only', () => {
    expect(trimField('email', ' an\u200bna@example.com ')).toBe('anna@example.com');
    expect(trimField('phone', '\u202a+4915112345678\u202c')).toBe('+4915112345678');
    expect(trimField('name', ' می\u200cخواهم ')).toBe('می\u200cخواهم');
  });
});
