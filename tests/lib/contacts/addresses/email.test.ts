import { emailSpellings, readEmail } from '../../../../lib/contacts/addresses/email.ts';
import * as formats from '../../../../schemas/formats.ts';
import fc, { anyCharacter, runOptions } from '../../../support/properties.ts';

describe('readEmail', () => {
  it.each<[string, string, string]>([
    ['anna@example.com', 'anna@example.com', 'anna@example.com'],
    [' Anna.Smith+news@Example.COM ', 'Anna.Smith+news@Example.COM', 'anna.smith+news@example.com'],
    ['anna@example.com.', 'anna@example.com', 'anna@example.com'],
    // Docomo's addresses, which some servers put in quotation marks.
    ['try..this@docomo.ne.jp', 'try..this@docomo.ne.jp', 'try..this@docomo.ne.jp'],
    ['"try..this."@docomo.ne.jp', 'try..this.@docomo.ne.jp', 'try..this.@docomo.ne.jp'],
    ['"Anna"@example.com', 'Anna@example.com', 'anna@example.com'],
    // Invisible characters, and letters that have two forms.
    ['\u202aanna@exam\u200bple.com\u202c\ufeff', 'anna@example.com', 'anna@example.com'],
    ['an\u00adna@example.com', 'anna@example.com', 'anna@example.com'],
    ['ju\u0308rgen@example.com', 'j\u00fcrgen@example.com', 'j\u00fcrgen@example.com'],
    ['anna@mu\u0308ller.example', 'anna@m\u00fcller.example', 'anna@xn--mller-kva.example'],
    ['anna@XN--mller-KVA.example', 'anna@XN--mller-KVA.example', 'anna@xn--mller-kva.example'],
    ['anna@例え.jp', 'anna@例え.jp', 'anna@xn--r8jz45g.jp'],
    ['Anna.Smith@GoogleMail.com', 'Anna.Smith@GoogleMail.com', 'anna.smith@gmail.com'],
    ['anna.smith@gmail.com', 'anna.smith@gmail.com', 'anna.smith@gmail.com'],
    ['anna@googlemail.com.example', 'anna@googlemail.com.example', 'anna@googlemail.com.example'],
  ])('of %j is %s', (text, value, key) => {
    expect(readEmail(text)).toEqual({ value, key: `email#${key}` });
  });

  it('joins no two mailboxes', () => {
    const mailboxes = [
      ...['anna@example.com', 'an.na@example.com', 'anna.@example.com', 'anna+x@example.com', 'anna@example.de'],
      ...['\u212Aelvin@example.com', 'kelvin@example.com', 'Kelvin@example.com.example', 'аnna@example.com'],
      ...['ünal@example.com', 'Ünal@example.com', 'ınfo@example.com', 'info@example.com', 'İnfo@example.com'],
      ...['anna@straße.example', 'anna@strasse.example', 'anna@mail.example.com', 'ａnna@example.com'],
    ];
    expect(new Set(mailboxes.map((text) => readEmail(text)?.key)).size).toBe(mailboxes.length);
  });

  it.each([
    '',
    'anna',
    '@example.com',
    'anna@',
    'anna@localhost',
    'anna@exa mple.com',
    'anna@[192.0.2.1]',
    'anna@a.0x7f',
    'anna@999.999',
    'anna@אa.de',
    '.anna@example.com',
    '..@example.com',
    '"anna smith"@example.com',
    '"a@b"@example.com',
    'a@b@example.com',
    'a@b.de, c@d.de',
    'Anna <anna@example.com>',
    'mailto:anna@example.com',
    'anna＠example.com',
    'anna\u0000@example.com',
    'anna\ud800@example.com',
    `${'a'.repeat(65)}@example.com`,
    `anna@${'a.'.repeat(130)}de`,
    '/O=EXAMPLE/OU=FIRST/CN=RECIPIENTS/CN=ANNA',
  ])('of %j is none', (text) => {
    expect(readEmail(text)).toBeUndefined();
  });

  it('accepts what it returns, with the same key, and the API accepts it too', () => {
    const piece = fc.constantFrom('a', 'B', '.', '@', 'ü', 'u', '\u0308', '"', '\u200d', 'x.de', 'gmail.com', 'ß', ' ');
    const text = fc.oneof(
      fc.emailAddress(),
      fc.string({ unit: anyCharacter, maxLength: 20 }),
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (any) => {
        const once = readEmail(any);
        if (once === undefined) return;
        expect(readEmail(once.value)).toEqual(once);
        expect(formats.email.validate(once.value)).toBe(true);
        for (const spelling of emailSpellings(once.value)) expect(readEmail(spelling)?.key).toBe(once.key);
      }),
      runOptions(2000),
    );
  });
});

describe('emailSpellings', () => {
  it.each([
    ['Anna@gmail.com', ['Anna@gmail.com', 'Anna@googlemail.com']],
    ['Anna@GoogleMail.com', ['Anna@GoogleMail.com', 'Anna@gmail.com']],
    ['anna@example.com', ['anna@example.com']],
    ['anna@mygmail.com', ['anna@mygmail.com']],
  ])('of %s are %j', (value, spellings) => {
    expect(emailSpellings(value)).toEqual(spellings);
  });
});
