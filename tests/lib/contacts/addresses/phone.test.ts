import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { dialable, mobileForm, phoneKey, phoneSpellings } from '../../../../lib/contacts/addresses/phone.ts';
import fc, { runOptions } from '../../../support/properties.ts';

/** Forms of one number, of which the last can be dialled. Rows with one form have no other. */
const oneNumber: readonly (readonly [what: string, ...forms: readonly string[]])[] = [
  ['a mobile of São Paulo', '+551187650001', '+5511987650001'],
  ['one of Rio that began with 9', '+552199887766', '+5521999887766'],
  ['one of Brasília that began with 6', '+556166554433', '+5561966554433'],
  ['one of Salvador that began with 71', '+557171234567', '+5571971234567'],
  ['one of Minas Gerais that began with 76', '+553176543210', '+5531976543210'],
  ['one of Recife, which WhatsApp writes without the 9', '+558187654321', '+5581987654321'],
  ['one with the trunk prefix of Brazil', '+5501187650001', '+551187650001', '+5511987650001'],
  ['a landline of São Paulo', '+551132345678'],
  ['a landline that begins with 5', '+551155443322'],
  ['a new mobile, with a 9 before what may be a landline', '+5511932345678'],
  ['a trunked radio of São Paulo', '+551178901234'],
  ['a free number of Brazil', '+558001234567'],
  ['a mobile of Mexico City', '+5215512345678', '+525512345678'],
  ['one of Guadalajara', '+5213312345678', '+523312345678'],
  ['one with the old prefix of mobiles', '+520445512345678', '+525512345678'],
  ['one with that of other towns', '+520453312345678', '+523312345678'],
  ['one with the old trunk prefix', '+52015512345678', '+525512345678'],
  ['a number of Mexico with a digit too many', '+5221512345678'],
  ['a German landline', '+4903012345678', '+493012345678'],
  ['a German mobile', '+49015112345678', '+4915112345678'],
  ['a British mobile', '+4407911123456', '+447911123456'],
  ['a French one', '+330612345678', '+33612345678'],
  ['an Indian one', '+9109876543210', '+919876543210'],
  ['a Ukrainian one', '+3800441234567', '+380441234567'],
  ['a Hungarian one', '+3606301234567', '+36301234567'],
  ['a Russian one', '+789123456789', '+79123456789'],
  ['a Russian one that begins with 8', '+78123456789'],
  ['an Italian landline keeps its zero', '+390612345678'],
  ['one of the Ivory Coast keeps its zero', '+2250707070707'],
  ['one of Gabon keeps its zero', '+24106123456'],
  ['a Rwandan landline keeps its zero', '+250061234567'],
  ['a Korean free number keeps its two zeros', '+8200798123456'],
  ['an American one', '+14155552671'],
  ['one of Benin', '+22997123456', '+2290197123456'],
];

/** Pairs that may be two people. */
const twoNumbers: readonly (readonly [what: string, one: string, other: string])[] = [
  ['a Brazilian landline and a mobile', '+551132345678', '+5511932345678'],
  ['a Brazilian radio and a mobile', '+551178901234', '+5511978901234'],
  ['an Italian landline with and without its zero', '+390612345678', '+39612345678'],
  ['numbers of Mexico and the United States', '+525512345678', '+15512345678'],
  ['numbers of the Ivory Coast', '+2250707070707', '+225707070707'],
  ['a free number of Argentina and a mobile', '+548001234567', '+5498001234567'],
];

describe('dialable and phoneKey', () => {
  it.each(oneNumber)('know %s in every form: %s %s %s', (_, ...forms) => {
    const number = forms.at(-1) ?? '';
    expect(forms.map(dialable)).toEqual(forms.map(() => number));
    expect(new Set(forms.map(phoneKey))).toEqual(new Set([`phone#${number}`]));
    for (const form of forms) expect(phoneSpellings(form)[0]).toBe(number);
  });

  it.each(twoNumbers)('tell apart %s', (_, one, other) => {
    expect(phoneKey(one)).not.toBe(phoneKey(other));
    expect(phoneSpellings(one)).not.toContain(other);
    expect(phoneSpellings(other)).not.toContain(one);
  });

  it.each([
    ['+541143456789', '+5491143456789'],
    ['+543514567890', '+5493514567890'],
    ['+542966123456', '+5492966123456'],
  ])('give both forms of the Argentine number %s one key, and show each as it is', (landline, mobile) => {
    expect(phoneKey(mobile)).toBe(phoneKey(landline));
    expect([dialable(landline), dialable(mobile)]).toEqual([landline, mobile]);
    expect([mobileForm(landline), mobileForm(mobile)]).toEqual([mobile, mobile]);
    expect(phoneSpellings(landline)).toEqual([landline, mobile]);
    expect(phoneSpellings(mobile)).toEqual([mobile, landline]);
  });

  it('agree with libphonenumber on trunk zeros, for a mobile number of every country', () => {
    const wrong = getCountries().flatMap((country) => {
      const code = getCountryCallingCode(country);
      const national = examples[country];
      const theirs = parsePhoneNumberFromString(`+${code}0${national}`)?.number;
      const ours = dialable(`+${code}0${national}`);
      const isStripped = ours === dialable(`+${code}${national}`);
      return isStripped === (theirs === `+${code}${national}`) ? [] : [[country, ours, theirs]];
    });
    expect(wrong).toEqual([]);
  });

  it('change no valid mobile number of any country', () => {
    const numbers = getCountries().map((country) => `+${getCountryCallingCode(country)}${examples[country]}`);
    expect(numbers.filter((number) => dialable(number) !== number)).toEqual([]);
  });

  it('change nothing twice, and give every spelling the same key', () => {
    const code = fc.constantFrom(
      '1',
      '7',
      '36',
      '39',
      '44',
      '49',
      '52',
      '521',
      '54',
      '549',
      '55',
      '5511',
      '229',
      '250',
    );
    const digits = fc.stringMatching(/^\d{1,11}$/);
    fc.assert(
      fc.property(code, digits, (country, national) => {
        const number = `+${country}${national}`.slice(0, 16);
        expect(dialable(dialable(number))).toBe(dialable(number));
        expect(phoneKey(dialable(number))).toBe(phoneKey(number));
        for (const spelling of phoneSpellings(number)) expect(phoneKey(spelling)).toBe(phoneKey(number));
      }),
      runOptions(2000),
    );
  });
});
