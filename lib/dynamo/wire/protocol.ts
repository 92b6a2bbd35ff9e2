import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { decorateServiceException } from '@smithy/core/client';
import { HttpRequest, HttpResponse } from '@smithy/core/protocols';

interface Operation {
  readonly name: string;
}

/**
 * AWS JSON 1.0 for the DynamoDB engine at `endpoint`: the input and the output of an operation as JSON, as they are.
 * Binary attributes and times would need more, but this service has none. A transaction gets a token, by which
 * DynamoDB recognises one that is sent again.
 *
 * Errors have the names and members that DynamoDB gives them, and one class, `DynamoDBServiceException`. A reply whose
 * checksum differs is an error, too, which the SDK retries.
 */
export const jsonProtocol = ({ protocol, hostname, port }: URL) => ({
  async serializeRequest({ name }: Operation, input: object): Promise<HttpRequest> {
    return new HttpRequest({
      method: 'POST',
      protocol,
      hostname,
      ...(port && { port: Number(port) }),
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${name}`,
        'user-agent': 'contact-service',
      },
      body: JSON.stringify(name === 'TransactWriteItems' ? { ClientRequestToken: randomUUID(), ...input } : input),
    });
  },

  async deserializeResponse<Output>(_operation: Operation, _context: object, response: HttpResponse): Promise<Output> {
    const { statusCode, headers } = response;
    const body: Buffer = response.body;
    verify(body, headers['x-amz-crc32']);
    const output = Object.assign({}, body.length > 0 && JSON.parse(body.toString()), {
      $metadata: { httpStatusCode: statusCode, requestId: headers['x-amzn-requestid'] },
    });
    if (statusCode >= 300) throw serviceException(output, headers['x-amzn-errortype']);
    return output;
  },

  getShapeId: () => 'aws.protocols#awsJson1_0',
  getRequestType: () => HttpRequest,
  getResponseType: () => HttpResponse,
  getPayloadCodec: () => notUsed('a codec'),
  updateServiceEndpoint: () => notUsed('other endpoints'),
  setSerdeContext: () => undefined,
});

function verify(body: Buffer, checksum: string | undefined): void {
  if (checksum === undefined || crc32(body) === Number(checksum)) return;
  throw Object.assign(new Error('The checksum of the reply differs from its header'), {
    name: 'ChecksumError',
    // The SDK repeats every request whose error has this property.
    $retryable: {},
  });
}

interface ErrorBody {
  readonly __type?: string;
  readonly code?: string;
  readonly $metadata: { readonly httpStatusCode: number };
}

function serviceException(body: ErrorBody, errorType = 'Unknown'): DynamoDBServiceException {
  const { $metadata } = body;
  const $fault = $metadata.httpStatusCode < 500 ? 'client' : 'server';
  const name = nameOf(String(body.__type ?? body.code ?? errorType));
  return decorateServiceException(new DynamoDBServiceException({ name, $fault, $metadata, message: '' }), { ...body });
}

/** The name in `com.amazonaws.dynamodb.v20120810#Name:http://...`, in which the prefix and the suffix are optional. */
const nameOf = (type: string): string => type.replace(/[,:].*$/s, '').replace(/^.*#/, '');

function notUsed(what: string): never {
  throw new Error(`The protocol has no ${what}`);
}
