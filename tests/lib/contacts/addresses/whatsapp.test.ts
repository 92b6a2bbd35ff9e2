import { readWhatsapp } from '../../../../lib/contacts/addresses/whatsapp.ts';

describe('readWhatsapp', () => {
  it.each([
    '4917012345678',
    '+49 170 12345678',
    'whatsapp:+4917012345678',
    'WhatsApp:4917012345678',
    '4917012345678@s.whatsapp.net',
    '4917012345678@S.WhatsApp.net',
    '+4917012345678@s.whatsapp.net',
    '4917012345678:12@s.whatsapp.net',
    '4917012345678.0:12@s.whatsapp.net',
    '4917012345678_1:12@s.whatsapp.net',
    '4917012345678.0@s.whatsapp.net',
    '4917012345678:0@c.us',
    '4917012345678@c.us',
    '4917012345678@hosted',
    '4917012345678:99@hosted',
    '4917012345678.128:99@hosted',
    '4917012345678:12',
    '4917012345678.0:12',
  ])('of %s is the number', (text) => {
    expect(readWhatsapp(text)).toEqual({ phone: '+4917012345678' });
  });

  it.each<[string, string]>([
    ['236283648723648@lid', '236283648723648@lid'],
    ['236283648723648:12@lid', '236283648723648@lid'],
    ['236283648723648.1:12@lid', '236283648723648@lid'],
    ['236283648723648@LID', '236283648723648@lid'],
    ['236283648723648@hosted.lid', '236283648723648@lid'],
    ['236283648723648:99@hosted.lid', '236283648723648@lid'],
    // The digits of a LID are no number, even where they could be one.
    ['4917012345678@lid', '4917012345678@lid'],
    ['US.13491208655302741918', 'US.13491208655302741918'],
    ['whatsapp:US.13491208655302741918', 'US.13491208655302741918'],
    ['US.ENT.11815799212886844830', 'US.ENT.11815799212886844830'],
    ['13491208655302741918', '13491208655302741918'],
    ['4912345678901234', '4912345678901234'],
    ['+999999999999999', '+999999999999999'],
    ['999999999999999@c.us', '999999999999999@s.whatsapp.net'],
    ['123456', '123456'],
    ['4917012345678@example.com', '4917012345678@example.com'],
    ['36-1234:2@interop', '36-1234@interop'],
    ['Anna', 'Anna'],
  ])('of %s is the id %s', (text, id) => {
    expect(readWhatsapp(text)).toEqual({ id });
    expect(readWhatsapp(id)).toEqual({ id });
  });

  it.each<[string, string]>([
    ['120363025246125486@g.us', 'group'],
    ['4915112345678-1398765432@G.US', 'group'],
    ['120363144038483540@newsletter', 'group'],
    ['1698765432@broadcast', 'group'],
    ['status@broadcast', 'group'],
    ['0@s.whatsapp.net', 'whatsapp'],
    ['0@c.us', 'whatsapp'],
    ['server@c.us', 'whatsapp'],
    ['16505361212@c.us', 'whatsapp'],
    ['16505361212@s.whatsapp.net', 'whatsapp'],
    ['+1 650 536 1212', 'whatsapp'],
    ['3F2504E0@call', 'whatsapp'],
    ['867051314767696@bot', 'bot'],
    ['13135550002@c.us', 'bot'],
    ['13135550002@s.whatsapp.net', 'bot'],
    ['13135550002:0@s.whatsapp.net', 'bot'],
    ['13135550002', 'bot'],
    ['+1 313 555 0002', 'bot'],
    ['13165550042@c.us', 'bot'],
  ])('of %s is nobody: %s', (text, reason) => {
    expect(readWhatsapp(text)).toEqual({ reason });
  });

  it.each(['13135560002', '16505361213', '13165551042', '0123@lid', 'bot', 'server'])('of %s is somebody', (text) => {
    expect(readWhatsapp(text)).not.toHaveProperty('reason');
  });

  it('reads a number without a country code only where a zero shows that it has none', () => {
    expect(readWhatsapp('0170 12345678', 'DE')).toEqual({ phone: '+4917012345678' });
    expect(readWhatsapp('017012345678@c.us', 'DE')).toEqual({ phone: '+4917012345678' });
    expect(readWhatsapp('4155552671', 'US')).toEqual({ id: '4155552671' });
  });
});
