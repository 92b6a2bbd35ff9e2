import { parseIncompletePhoneNumber } from 'libphonenumber-js/max';
import { readPhone } from './phoneText.ts';
import { readSipUri, sipUri } from './sip.ts';
import { isWithheld } from './withheldCaller.ts';

/** What a caller's or SMS sender's address is: a number in E.164, another id, or withheld. */
export type Caller = { readonly phone: string } | { readonly id: string } | { readonly reason: 'withheld' };

/**
 * Reads the address of a call or an SMS: a number, a `tel:` URI, a SIP URI or the name of a sender, such as `DHL`.
 * Numbers without a country code are numbers of `country` (ISO 3166-1), or else ids.
 *
 * A SIP URI whose user is a number is that number; all others are `sip:user@host`. A number with an extension is
 * another person than the number without: `tel:+493012345678;ext=12`.
 */
export function readCaller(text: string, country?: string): Caller {
  const [, subscriber] = /^(?:tel|sms|callto):(.*)$/is.exec(text) ?? [];
  const sip = subscriber === undefined && /^sips?:|@/i.test(text) ? readSipUri(text) : undefined;
  if (isWithheld(sip ? (sip.user ?? '') : (subscriber ?? text))) return { reason: 'withheld' };
  if (!sip) return readSubscriber(subscriber ?? text, country) ?? { id: text };
  const { isPhone } = sip;
  const user = (sip.user ?? '').replace(/^%2B/, '+');
  const mayDial = isPhone || /^\+|^\d{8,}$/.test(user);
  const caller = mayDial ? readSubscriber(user, country) : undefined;
  if (caller && ('phone' in caller || /^tel:\+/.test(caller.id))) return caller;
  return withheldHost.test(sip.host) ? { reason: 'withheld' } : { id: sipUri(sip) };
}

/** The hosts of callers without an identity (RFC 3323, 4.1.1.3; 3GPP TS 23.003, 13.6 and 13.7). */
const withheldHost = /^(?:anonymous|unavailable|unknown|restricted|withheld|private)\.invalid$/;

const numeric = /^\+?[\p{Nd}\s\p{Pd}()./]+$/u;

/**
 * Reads a telephone-subscriber of RFC 3966: a local number belongs behind its `phone-context`. `ext` names one of the
 * desks behind a number. `isub` and `postd` name no other person, nor do other parameters. Undefined for other text.
 */
function readSubscriber(text: string, country?: string): Exclude<Caller, { reason: string }> | undefined {
  const [written = '', ...parameters] = text.split(';');
  const parameterOf = (name: string) =>
    parameters.map((each) => each.split('=')).find(([key = '']) => key.trim().toLowerCase() === name)?.[1] ?? '';
  const context = parameterOf('phone-context').toLowerCase();
  const isLocal = !/^(?:\+|00)/.test(written);
  const whole = isLocal && /^\+\d/.test(context) ? `${context}${written}` : written;
  const digits = numeric.test(whole) ? parseIncompletePhoneNumber(whole) : undefined;
  const isPrivate = isLocal && whole === written && context !== '';
  const found = isPrivate ? undefined : (readPhone(digits ?? whole, country) ?? readPhone(withoutZero(whole), country));
  const extension = parameterOf('ext') || found?.extension || '';
  const behind = extension && `;ext=${parseIncompletePhoneNumber(extension) || extension}`;
  if (found) return behind ? { id: `tel:${found.number}${behind}` } : { phone: found.number };
  if (digits === undefined) return undefined;
  const beside = `${behind}${isPrivate ? `;phone-context=${context}` : ''}`;
  return { id: beside ? `tel:${digits}${beside}` : digits };
}

/** In parentheses, a zero is no digit of the number, also in countries that have no trunk zero. */
const withoutZero = (text: string): string => text.replace(/\(0\)/, '');
