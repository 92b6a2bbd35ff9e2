import { execFile } from 'node:child_process';
import { createHmac, hash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { promisify } from 'node:util';

export const credentials = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'secret' };

/** Temporary credentials with a session token, as Lambda provides them. */
export const temporaryCredentials = {
  AWS_ACCESS_KEY_ID: 'ASIATEST',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'token',
};

interface Outcome {
  reply?: Record<string, unknown>;
  error?: Record<string, unknown>;
}

/** Calls the handler in the bundle `file` with `event`, in a new process whose environment is `env`. */
export async function runBundle(
  file: string,
  event: object,
  env: Record<string, string> = credentials,
  prelude = '',
): Promise<Outcome> {
  const script = `${prelude}; require(${JSON.stringify(file)}).handler(${JSON.stringify(event)}).then(
    (reply) => console.log(JSON.stringify({ reply })),
    (error) => console.log(JSON.stringify({ error: { ...error, name: error.name, message: error.message } })))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env });
  return JSON.parse(stdout);
}

/** Starts an HTTP server on this machine. */
export async function serve(listener: RequestListener): Promise<{ endpoint: string; close: () => void }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { endpoint: `http://127.0.0.1:${address.port}`, close };
}

/** Computes the AWS Signature Version 4 of a request with the access key ASIATEST to `service` in eu-central-1. */
export function authorization(service: string, headers: IncomingHttpHeaders, body: string): string {
  const [, signedHeaders = ''] = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '') ?? [];
  const lines = signedHeaders.split(';').map((name) => `${name}:${headers[name]}\n`);
  const request = ['POST', '/', '', lines.join(''), signedHeaders, hash('sha256', body)].join('\n');
  const time = String(headers['x-amz-date']);
  const scope = [time.slice(0, 8), 'eu-central-1', service, 'aws4_request'];
  const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
  const key = scope.reduce<string | Buffer>(hmac, 'AWS4secret');
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope.join('/'), hash('sha256', request)].join('\n'));
  return `AWS4-HMAC-SHA256 Credential=ASIATEST/${scope.join('/')}, SignedHeaders=${signedHeaders}, Signature=${signature.toString('hex')}`;
}
