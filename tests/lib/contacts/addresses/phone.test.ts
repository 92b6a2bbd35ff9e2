import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { dialable, mobileForm, phoneKey, phoneSpellings } from '../../../../lib/contacts/addresses/phone.ts';
import fc, { runOptions } from '../../../support/properties.ts';
import { oneNumber, twoNumbers } from './numberForms.ts';

describe('dialable and phoneKey', () => {
  it.each(oneNumber)('know %s in every form: %s %s %s', (_, ...forms) => {
    const number = forms.at(-1) ?? '';
    expect(forms.map(dialable)).toEqual(forms.map(() => number));
    expect(new Set(forms.map(phoneKey))).toEqual(new Set([`phone#${number}`]));
    for (const form of forms) expect(phoneSpellings(form)[0]).toBe(number);
  });

  it('leave a Mexican number alone that has a digit too many', () => {
    expect(dialable('+5221512345678')).toBe('+5221512345678');
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
      runOptions(500, 200_000),
    );
  });
});
