import { CrmFailure } from './CrmFailure.ts';
import { serverText } from './serverText.ts';

const maxCharacters = 300;
const secretCharacters = 8;

/**
 * Appends the server's own message to the failure's message. Use the result only in responses to a caller who may see
 * everything in the request, and never log it. Leaves the message out if it repeats eight consecutive characters of a
 * secret, because servers print credentials, also shortened or escaped.
 */
export function withServerMessage(failure: CrmFailure, secrets: readonly string[]): CrmFailure {
  const { reason, message, serverMessage = '' } = failure;
  const text = serverText(serverMessage, maxCharacters);
  if (text === '' || secrets.some((secret) => repeats(text.toLowerCase(), secret.toLowerCase()))) return failure;
  return new CrmFailure(reason, `${message} The server's message: ${text}`, { cause: failure });
}

function repeats(text: string, secret: string): boolean {
  const length = Math.min(secretCharacters, secret.length);
  for (let i = 0; i <= secret.length - length; i++) if (text.includes(secret.slice(i, i + length))) return true;
  return false;
}
