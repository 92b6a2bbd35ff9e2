import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HttpRequest } from '@smithy/core/protocols';
import { signer } from '../../../../lib/dynamo/wire/signer.ts';
import fc from '../../../support/properties.ts';

const permanent = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
const temporary = { accessKeyId: 'ASIATEST', secretAccessKey: 'other secret', sessionToken: 'to/ken+==' };

const headers = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'DynamoDB_20120810.GetItem',
  'user-agent': 'test',
  'amz-sdk-request': 'attempt=1; max=3',
};
const requestTo = (url: string, body: string): HttpRequest => {
  const { protocol, hostname, port } = new URL(url);
  const target = { protocol, hostname, ...(port && { port: Number(port) }) };
  return new HttpRequest({ ...target, method: 'POST', headers: { ...headers }, body });
};

/** What the SDK's own signer makes of the same request, with the same headers in the signature. */
async function signedBySdk(
  request: HttpRequest,
  region: string,
  credentials: typeof permanent,
  signingDate: Date,
): Promise<object> {
  const { config } = new DynamoDBClient({ region, credentials });
  const sdk = await config.signer();
  request.headers.host = request.port ? `${request.hostname}:${request.port}` : request.hostname;
  const unsignableHeaders = new Set(['amz-sdk-request', 'x-amz-content-sha256']);
  const { 'x-amz-content-sha256': _, ...signed } = (await sdk.sign(request, { signingDate, unsignableHeaders }))
    .headers;
  return signed;
}

const anyRequest = {
  url: fc.constantFrom(
    'https://dynamodb.eu-central-1.amazonaws.com',
    'https://dynamodb.cn-north-1.amazonaws.com.cn',
    'http://127.0.0.1:8000',
    'http://[::1]:8000',
  ),
  region: fc.constantFrom('eu-central-1', 'cn-north-1', 'local'),
  credentials: fc.constantFrom(permanent, temporary),
  body: fc.string({ unit: 'grapheme' }),
  date: fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
};

describe('the signer', () => {
  it('signs as the SDK does, with and without a session token', async () => {
    await fc.assert(
      fc.asyncProperty(fc.record(anyRequest), async ({ url, region, credentials, body, date }) => {
        const signed = await signer(region, async () => credentials).sign(requestTo(url, body), { signingDate: date });
        expect(signed.headers).toEqual(await signedBySdk(requestTo(url, body), region, credentials, date));
      }),
    );
  });

  it('signs as the SDK does where the day or the credentials change', async () => {
    let credentials = permanent;
    const { sign } = signer('eu-central-1', async () => credentials);
    const expectSame = async (date: string) => {
      const [signingDate, request] = [new Date(date), () => requestTo('https://localhost', '{}')];
      const { headers } = await sign(request(), { signingDate });
      expect(headers).toEqual(await signedBySdk(request(), 'eu-central-1', credentials, signingDate));
    };
    await expectSame('2026-11-26T23:59:59.999Z');
    await expectSame('2026-11-27T00:00:00.000Z');
    credentials = temporary;
    await expectSame('2026-11-27T00:00:00.000Z');
    await expectSame('2026-11-26T23:59:59.999Z');
    credentials = permanent;
    await expectSame('2026-11-26T23:59:59.999Z');
  });

  it('signs the same request again, as the SDK does for a retry', async () => {
    const request = requestTo('https://localhost', '{}');
    const { sign } = signer('eu-central-1', async () => temporary);
    const again = await sign(await sign(request, { signingDate: new Date('2026-11-26T12:00:00Z') }), {
      signingDate: new Date('2026-11-26T12:00:01Z'),
    });
    const signingDate = new Date('2026-11-26T12:00:01Z');
    expect(again.headers).toEqual(
      await signedBySdk(requestTo('https://localhost', '{}'), 'eu-central-1', temporary, signingDate),
    );
  });
});
