type Rule = readonly [pattern: RegExp, form: string];

const rules: readonly Rule[] = [
  // A zero after these country codes is only the trunk prefix of calls within the country, as in `+49 (0)151`. They are
  // libphonenumber's, without countries in which numbers begin with a zero and another digit, such as Italy.
  [
    /^(\+(?:20|27|31|32|33|40|41|43|44|46|49|51|53|54|55|58|60|61|62|63|64|66|81|82|84|86|90|91|92|93|94|95|98|211|212|213|218|231|232|233|234|243|249|251|252|254|255|256|260|261|262|263|264|265|291|353|355|358|359|370|373|374|375|377|380|381|382|383|385|386|387|389|421|423|508|590|591|593|594|595|596|598|686|850|855|856|880|886|961|962|963|964|966|967|970|971|972|976|977|994|995|996))0(?=[1-9])/,
    '$1',
  ],
  // In Rwanda, only landlines begin with a zero.
  [/^\+2500(?=7\d{8}$)/, '+250'],
  // The trunk prefixes of Hungary, and of Russia and Kazakhstan.
  [/^\+3606(?=\d{8,9}$)/, '+36'],
  [/^\+78(?=\d{10}$)/, '+7'],
  // Mexico abolished the 1 of mobile numbers and the prefixes 01, 044 and 045 in 2019. WhatsApp still writes 521.
  [/^\+52(?:1|01|04[45])(?=[2-9]\d{9}$)/, '+52'],
  // Brazil put a 9 before the eight digits of mobile numbers (Anatel, resolution 553 of 2010), which WhatsApp omits for
  // older accounts. Landlines begin with 2 to 5 and got none, so that a 9 makes another person's number of them. Nor
  // did trunked radio (70, 77 to 79).
  [/^(\+55[1-9][1-9])(?=(?:[689]\d|7[1-6])\d{6}$)/, '$19'],
  // Benin put 01 before all numbers in November 2024.
  [/^\+229(?=\d{8}$)/, '+22901'],
];

/**
 * Returns a number in E.164 in the form that can be dialled: without a trunk prefix after the country code, and in the
 * new form where there are two. `+4903012345678` -> `+493012345678`, `+551187650001` -> `+5511987650001`.
 */
export const dialable = (e164: string): string =>
  rules.reduce((number, [pattern, form]) => number.replace(pattern, form), e164);

/**
 * An Argentine number as people dial it from abroad: mobiles with a 9, landlines without. Nobody can tell from the ten
 * digits which they are, but they are assigned once (libphonenumber's FAQ, "Argentina"): both forms are one person's.
 */
const argentine = /^\+549?(?=(?:11|[23]\d)\d{8}$)/;

/** Returns the key of a number in E.164. Both forms of one number have the same key. */
export const phoneKey = (e164: string): string => `phone#${dialable(e164).replace(argentine, '+54')}`;

/** A number that belongs to a mobile phone, as people dial it from abroad: the networks omit the 9 in text messages. */
export const mobileForm = (e164: string): string => e164.replace(argentine, '+549');

/** The forms under which a CRM may have a number, with a plus sign; the one that can be dialled comes first. */
export function phoneSpellings(e164: string): string[] {
  const number = dialable(e164);
  const others: readonly Rule[] = [
    [/^\+52(?=[2-9]\d{9}$)/, '+521'],
    [/^(\+55[1-9][1-9])9(?=(?:[689]\d|7[1-6])\d{6}$)/, '$1'],
    [/^\+22901(?=\d{8}$)/, '+229'],
    [argentine, number.startsWith('+549') ? '+54' : '+549'],
  ];
  return [...new Set([number, ...others.map(([pattern, form]) => number.replace(pattern, form))])];
}
