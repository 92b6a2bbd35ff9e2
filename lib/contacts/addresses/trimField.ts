import { identityFields } from '../identities.ts';
import { plainText } from './plainText.ts';

/**
 * Trims the value of a field. An email or phone also loses the characters that nobody sees, and is composed (NFC): in
 * other texts some of them matter.
 */
export const trimField = (name: string, value: string): string =>
  identityFields.some((field) => field === name) ? plainText(value) : value.trim();
