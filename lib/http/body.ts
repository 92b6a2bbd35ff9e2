import { isUtf8 } from 'node:buffer';
import { trimField } from '../contacts/addresses/trimField.ts';
import { ContactError } from '../contacts/ContactError.ts';
import { duplicateKey } from '../duplicateKey.ts';
import type { HttpRequest } from './middleware.ts';

const usualKilobytes = 16;

/**
 * Reads the media type from a content-type header. Throws `unsupported_media_type` if it is not one of `accepted`, or
 * not UTF-8.
 */
export function readMediaType(contentType: string | undefined, accepted: readonly string[]): string {
  if (contentType !== undefined && accepted.includes(contentType)) return contentType;
  const [type = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  if (accepted.includes(type) && (charset === undefined || /^"?utf-?8"?$/.test(charset))) return type;
  throw new ContactError('unsupported_media_type', `Content-Type must be ${accepted.join(' or ')}, in UTF-8`);
}

/** Throws `unsupported_media_type` if a content-encoding header names a compression. */
export function assertUncompressed(contentEncoding: string | undefined): void {
  if (contentEncoding === undefined) return;
  const isIdentity = contentEncoding.split(',').every((coding) => /^\s*(?:identity\s*)?$/i.test(coding));
  if (!isIdentity)
    throw new ContactError('unsupported_media_type', 'Content-Encoding must be identity: send the body uncompressed');
}

/**
 * Reads a JSON body (RFC 8259) in UTF-8, of at most 16 KB if the contract says nothing else. Ignores a byte order mark
 * and trims the strings of an object, as `trimField` does. Throws `body_too_large`, or `malformed_body`, also if an
 * object has a key twice.
 */
export function readJson(
  event: Pick<HttpRequest, 'body' | 'isBase64Encoded'>,
  kilobytes: number = usualKilobytes,
): unknown {
  // If there is no body, gateways omit the property or set it to null.
  const body = event.body ?? '';
  const bytes = event.isBase64Encoded ? Buffer.from(body, 'base64') : undefined;
  if (bytes && withoutPadding(bytes.toString('base64')) !== withoutPadding(body)) {
    throw new ContactError('malformed_body', 'The body is not valid base64');
  }
  if ((bytes?.length ?? Buffer.byteLength(body)) > kilobytes * 1024) {
    throw new ContactError('body_too_large', `The body must not be larger than ${kilobytes} KB`);
  }
  // A gateway that decodes the body itself replaces invalid UTF-8 by U+FFFD.
  if (bytes ? !isUtf8(bytes) : body.includes('\uFFFD') || !body.isWellFormed()) {
    throw new ContactError('malformed_body', 'The body must be valid UTF-8');
  }
  const text = (bytes?.toString() ?? body).replace(/^\uFEFF/, '');
  const value = parse(text);
  const duplicate = duplicateKey(text, value);
  if (duplicate) throw new ContactError('malformed_body', `The body has the key ${duplicate} more than once`);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) trimStrings(value);
  return value;
}

const withoutPadding = (base64: string): string => base64.replace(/=+$/, '');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw cause instanceof SyntaxError ? new ContactError('malformed_body', 'The body must be valid JSON') : cause;
  }
}

function trimStrings(object: object): void {
  for (const [key, value] of Object.entries(object))
    if (typeof value === 'string') Reflect.set(object, key, trimField(key, value));
}
