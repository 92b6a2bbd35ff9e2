import { readSipUri, sipUri } from '../../../../lib/contacts/addresses/sip.ts';

const read = (text: string): string | undefined => {
  const uri = readSipUri(text);
  return uri && sipUri(uri);
};

describe('readSipUri', () => {
  it.each([
    'sip:anna@pbx.example.com',
    'SIP:anna@PBX.Example.COM',
    'sips:anna@pbx.example.com',
    'sip:anna@pbx.example.com:5060',
    'sip:anna@pbx.example.com;transport=tcp',
    'sip:anna@pbx.example.com:5061;transport=tls;tag=9fxced76sl?subject=Hi&to=a@b',
    'sip:anna:secret@pbx.example.com',
    'sip:%61nna@pbx.example.com.',
    'anna@pbx.example.com',
  ])('of %s is one person', (text) => {
    expect(read(text)).toBe('sip:anna@pbx.example.com');
  });

  it.each<[string, string]>([
    ['sip:Anna@pbx.example.com', 'sip:Anna@pbx.example.com'],
    ['sip:anna%40home@pbx.example.com', 'sip:anna%40home@pbx.example.com'],
    ['sip:anna%3bx@pbx.example.com', 'sip:anna%3Bx@pbx.example.com'],
    ['sip:anna;x@pbx.example.com', 'sip:anna;x@pbx.example.com'],
    ['sip:j%C3%BCrgen@pbx.example.com', 'sip:jürgen@pbx.example.com'],
    ['sip:ju%CC%88rgen@pbx.example.com', 'sip:jürgen@pbx.example.com'],
    ['sip:a%ff@pbx.example.com', 'sip:a%FF@pbx.example.com'],
    ['sip:a%2541@pbx.example.com', 'sip:a%2541@pbx.example.com'],
    ['sip:100%@pbx.example.com', 'sip:100%25@pbx.example.com'],
    ['sip:%%30a@pbx.example.com', 'sip:%250a@pbx.example.com'],
    ['sip:anna@[2001:DB8::1]:5060', 'sip:anna@[2001:db8::1]'],
    ['sip:anna@müller.example', 'sip:anna@xn--mller-kva.example'],
    ['sip:10.0.0.1', 'sip:10.0.0.1'],
  ])('of %s is %s', (text, uri) => {
    expect(read(text)).toBe(uri);
    expect(read(uri)).toBe(uri);
  });

  it.each([
    '',
    'sip:',
    'sip:@',
    'sip:anna@',
    'sip:a b@c d',
    'sip:anna@exa<mple',
    'tel:+49151',
  ])('of %j is none', (text) => {
    expect(readSipUri(text)).toBeUndefined();
  });

  it('tells whether the user is a number', () => {
    const of = (parameters: string) => readSipUri(`sip:101@pbx.example.com${parameters}`)?.isPhone;
    expect([';user=phone', ';transport=tcp;USER=Phone?a=b', ';user=phones', ';user=ip', ''].map(of)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
