import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { HttpRequest } from '@smithy/core/protocols';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

interface SigningKey {
  readonly secretAccessKey: string;
  readonly scope: string;
  readonly key: KeyObject;
}

/** The headers that the signature covers, in its order: AWS requires these. */
const signedHeaders = ['content-type', 'host', 'x-amz-date', 'x-amz-security-token', 'x-amz-target'];

/**
 * Signs requests to DynamoDB in `region` with AWS Signature Version 4. `credentials` is called for every request. The
 * SDK gives the date of a signature, which it corrects where the clock of this machine is wrong.
 */
export function signer(region: string, credentials: () => Promise<Credentials>) {
  let last: SigningKey | undefined;

  /** Deriving a key takes four hashes; it changes once a day. */
  function signingKey(secretAccessKey: string, scope: string): KeyObject {
    if (last?.scope !== scope || last.secretAccessKey !== secretAccessKey)
      last = { secretAccessKey, scope, key: deriveKey(secretAccessKey, scope) };
    return last.key;
  }

  async function sign(
    request: HttpRequest,
    { signingDate = new Date() }: { signingDate?: Date | string | number } = {},
  ) {
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
    const date = new Date(signingDate).toISOString().replace(/[-:]|\.\d{3}/g, '');
    const { method, path, hostname, port, body } = request;
    const headers: Record<string, string> = {
      ...request.headers,
      host: port ? `${hostname}:${port}` : hostname,
      'x-amz-date': date,
      ...(sessionToken && { 'x-amz-security-token': sessionToken }),
    };
    const names = signedHeaders.filter((name) => name in headers);
    const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
    const list = names.join(';');
    const canonicalRequest = `${method}\n${path}\n\n${lines}\n${list}\n${hash('sha256', body)}`;
    const scope = `${date.slice(0, 8)}/${region}/dynamodb/aws4_request`;
    const signature = createHmac('sha256', signingKey(secretAccessKey, scope))
      .update(`AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash('sha256', canonicalRequest)}`)
      .digest('hex');
    headers.authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${list}, Signature=${signature}`;
    request.headers = headers;
    return request;
  }

  return { sign };
}

function deriveKey(secretAccessKey: string, scope: string): KeyObject {
  const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
  return createSecretKey(scope.split('/').reduce<Buffer>(hmac, Buffer.from(`AWS4${secretAccessKey}`)));
}
