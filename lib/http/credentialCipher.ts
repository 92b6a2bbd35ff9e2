import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { keyReused } from '../dynamo/table/answers.ts';
import type { Cipher } from './middleware.ts';

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/**
 * Makes the cipher of responses with a secret: only the credential of the request opens what it has sealed, and the
 * table has nothing but the hash of a credential. `open` throws `idempotency_key_reused` for another credential, such
 * as a newer token of the same user.
 */
export function credentialCipher(credential: string): Cipher {
  const key = Buffer.from(hkdfSync('sha256', credential, '', 'idempotency-key', 32));
  return {
    seal(text) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv(algorithm, key, iv);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
    },
    open(text) {
      const bytes = Buffer.from(text, 'base64');
      const sealed = bytes.subarray(ivBytes + tagBytes);
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes));
      decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
      try {
        return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
      } catch {
        throw keyReused('The response has a secret: only the credential of the first request gets it again');
      }
    },
  };
}
