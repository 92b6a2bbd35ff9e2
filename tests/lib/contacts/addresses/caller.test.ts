import { readCaller } from '../../../../lib/contacts/addresses/caller.ts';

describe('readCaller', () => {
  it.each([
    '+4915112345678',
    '+49 (0)151 / 1234-5678',
    '004915112345678',
    '4915112345678',
    '+49015112345678',
    'tel:+49-151-12345678',
    'TEL:+49(151)12345678',
    'tel:+4915112345678;isub=1411',
    'tel:+4915112345678;postd=p22',
    'tel:+4915112345678;cpc=ordinary',
    'tel:15112345678;phone-context=+49',
    'tel:015112345678;phone-context=+49',
    'tel:12345678;Phone-Context=+49-151',
    'tel:004915112345678;phone-context=+49',
    'tel:+4915112345678;phone-context=example.com',
    'sms:+4915112345678',
    'sip:+4915112345678@example.com',
    'sip:+49-151-12345678@example.com;user=phone',
    'sips:+4915112345678;cpc=ordinary@example.com:5061;user=phone',
    'sip:15112345678;phone-context=+49@example.com;user=phone',
    'sip:4915112345678@10.0.0.1',
    'sip:%2B4915112345678@example.com',
    'SIP:+4915112345678:secret@[2001:db8::1]:5060;transport=tcp?subject=x',
    '+4915112345678@example.com',
  ])('of %j is the number', (text) => {
    expect(readCaller(text)).toEqual({ phone: '+4915112345678' });
  });

  it.each([
    ['0151 12345678', 'DE'],
    ['tel:0151-12345678', 'DE'],
    ['sip:015112345678@pbx.example.com', 'DE'],
    ['sip:0151-12345678@pbx.example.com;user=phone', 'DE'],
  ])('of %j in %s is the number', (text, country) => {
    expect(readCaller(text, country)).toEqual({ phone: '+4915112345678' });
    expect(readCaller(text)).not.toHaveProperty('phone');
  });

  it.each<[string, string]>([
    ['tel:+4930123456;ext=12', 'tel:+4930123456;ext=12'],
    ['tel:030-123456;phone-context=+49;EXT=12', 'tel:+4930123456;ext=12'],
    ['+49 30 123456 ext. 12', 'tel:+4930123456;ext=12'],
    ['+49 30 123456 x12', 'tel:+4930123456;ext=12'],
    ['sip:+4930123456;ext=12@pbx.example.com;user=phone', 'tel:+4930123456;ext=12'],
    ['tel:7042;phone-context=Example.com', 'tel:7042;phone-context=example.com'],
    ['tel:70-42;phone-context=example.com', 'tel:7042;phone-context=example.com'],
    ['tel:80888', '80888'],
    ['80888', '80888'],
    ['0151 12345678', '015112345678'],
    ['0151/1234-5678', '015112345678'],
    ['+0151 123456', '+0151123456'],
    ['+999999999999999', '+999999999999999'],
    ['123456789012345', '123456789012345'],
    ['DHL', 'DHL'],
    ['Taxi 123456', 'Taxi 123456'],
    ['sip:anna@example.com', 'sip:anna@example.com'],
    ['sip:101@pbx.example.com', 'sip:101@pbx.example.com'],
    ['sip:101@pbx.example.com;user=phone', 'sip:101@pbx.example.com'],
    ['sip:+999123456789@pbx.example.com', 'sip:+999123456789@pbx.example.com'],
    ['anna@PBX.example.com', 'sip:anna@pbx.example.com'],
    ['tel:x', 'tel:x'],
  ])('of %j is the id %s', (text, id) => {
    expect(readCaller(text)).toEqual({ id });
  });

  it('keeps the desks behind one number apart, and from the number itself', () => {
    const texts = [
      'tel:+4930123456',
      'tel:+4930123456;ext=1',
      'tel:+4930123456;ext=2',
      'tel:1;phone-context=a.example',
    ];
    expect(new Set(texts.map((text) => JSON.stringify(readCaller(text)))).size).toBe(texts.length);
  });

  it.each([
    '',
    'anonymous',
    'sip:Anonymous@10.0.0.1:5060;tag=1',
    'sips:anonymous@anonymous.invalid',
    'tel:+266696687',
    'sip:10.0.0.1',
    'sip:x7k2@anonymous.invalid',
  ])('of %j is withheld', (text) => {
    expect(readCaller(text)).toEqual({ reason: 'withheld' });
  });
});
