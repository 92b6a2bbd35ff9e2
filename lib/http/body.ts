import { isUtf8 } from 'node:buffer';
import { ContactError } from '../contacts/ContactError.ts';
import type { HttpRequest } from './middleware.ts';

const maxBytes = 16 * 1024;

/** Reads the media type of a body, one of `accepted`. Throws `unsupported_media_type`. */
export function readMediaType(contentType: string | undefined, accepted: readonly string[]): string {
  const [type = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  if (accepted.includes(type) && (charset === undefined || /^"?utf-?8"?$/.test(charset))) return type;
  throw new ContactError('unsupported_media_type', `Content-Type must be ${accepted.join(' or ')}, in UTF-8`);
}

/**
 * Reads a JSON body (RFC 8259) of at most 16 KB in UTF-8; a byte order mark is passed over. The strings of an object are
 * trimmed. Throws `body_too_large` and `malformed_body`, the latter also for a key that is there twice.
 */
export function readJson(event: Pick<HttpRequest, 'body' | 'isBase64Encoded'>): unknown {
  // Without a body, gateways leave the key out or set it to null.
  const body = event.body ?? '';
  const bytes = event.isBase64Encoded ? Buffer.from(body, 'base64') : undefined;
  if (bytes && unpadded(bytes.toString('base64')) !== unpadded(body)) {
    throw new ContactError('malformed_body', 'The body is not the base64 that the event says it is');
  }
  if ((bytes?.length ?? Buffer.byteLength(body)) > maxBytes) {
    throw new ContactError('body_too_large', 'The body must not be larger than 16 KB');
  }
  // A gateway that decodes by itself leaves U+FFFD where the bytes were not UTF-8.
  if (bytes ? !isUtf8(bytes) : body.includes('\uFFFD') || !body.isWellFormed()) {
    throw new ContactError('malformed_body', 'The body must be valid UTF-8');
  }
  const text = (bytes?.toString() ?? body).replace(/^\uFEFF/, '');
  const value = parse(text);
  rejectDuplicateKeys(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? trimmed(value) : value;
}

const unpadded = (base64: string): string => base64.replace(/=+$/, '');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw cause instanceof SyntaxError ? new ContactError('malformed_body', 'The body must be valid JSON') : cause;
  }
}

/** Refuses what RFC 8259, section 4, leaves open: which value of a repeated key counts. `text` is valid JSON. */
function rejectDuplicateKeys(text: string): void {
  const open: (Set<unknown> | undefined)[] = [];
  for (const [token, string, colon] of text.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")\s*(:)?|[{}[\]]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (string === undefined) open.pop();
    else if (colon !== undefined) {
      const key: unknown = JSON.parse(string);
      if (open.at(-1)?.has(key))
        throw new ContactError('malformed_body', `The body has the key ${string} more than once`);
      open.at(-1)?.add(key);
    }
  }
}

const trimmed = (object: object): object =>
  Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, typeof value === 'string' ? value.trim() : value]),
  );
