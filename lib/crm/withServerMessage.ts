import { CrmFailure } from './CrmFailure.ts';

const shownCharacters = 300;
const tellingCharacters = 8;

/**
 * The same failure with what the server said in its sentence, which is then for whoever may know all that was asked about, and
 * for no log. The words are kept back where they repeat eight characters in a row of a secret: servers print what they were
 * shown, cut short or escaped.
 */
export function aloud(failure: CrmFailure, secrets: readonly string[]): CrmFailure {
  const { reason, message, said = '' } = failure;
  const words = said.replace(/\s+/g, ' ').trim().slice(0, shownCharacters).toWellFormed();
  if (words === '' || secrets.some((secret) => repeats(words.toLowerCase(), secret.toLowerCase()))) return failure;
  return new CrmFailure(reason, `${message} It says: ${words}`, { cause: failure });
}

function repeats(words: string, secret: string): boolean {
  const length = Math.min(tellingCharacters, secret.length);
  for (let i = 0; i <= secret.length - length; i++) if (words.includes(secret.slice(i, i + length))) return true;
  return false;
}
