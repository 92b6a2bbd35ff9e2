import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { checksumOf } from '../../lib/auth/checksum.ts';

const tenantId = '018f3a6e-1111-7000-8000-000000000001';
const contactId = '018f3a6e-2222-7000-8000-000000000002';
const secret = Buffer.alloc(32, 7).toString('base64url');
const checked = `ctk_test_${Buffer.from(tenantId.replaceAll('-', ''), 'hex').toString('base64url')}_${secret}`;
/** The API key whose item the stub returns. */
export const apiKey = `${checked}_${checksumOf(checked)}`;
const createdAt = '2026-11-01T10:00:00.000Z';

/** The environment of a function that uses the stub of DynamoDB at `endpoint`. */
export const environment = (endpoint: string): Record<string, string> => ({
  TABLE_NAME: 'contacts',
  EVENT_BUS_NAME: 'contacts',
  SECRET_PREFIX: 'contacts',
  DYNAMODB_ENDPOINT: endpoint,
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKIABENCH',
  AWS_SECRET_ACCESS_KEY: 'secret',
  // The benchmark sends more than a tenant may.
  TENANT_REQUESTS_PER_SECOND: '1e6',
  CREDENTIAL_REQUESTS_PER_SECOND: '1e6',
});

/** The stub's reply to each operation, in DynamoDB's format. */
export const replies: Readonly<Record<string, object>> = {
  GetItem: {
    Item: {
      tenantId: { S: tenantId },
      keyHash: { S: createHash('sha256').update(secret).digest('hex') },
      name: { S: 'bench' },
      kind: { S: 'person' },
      scopes: { L: [{ S: 'contacts:read' }, { S: 'contacts:write' }] },
      createdAt: { S: createdAt },
    },
  },
  UpdateItem: {
    Attributes: {
      tenantId: { S: tenantId },
      contactId: { S: contactId },
      sources: {
        M: {
          manual: { M: { firstName: assertion('Henrik B.'), lastName: assertion('Larsen') } },
          sender: { M: { firstName: assertion('H.'), lastName: assertion('L.'), email: assertion('h@example.com') } },
        },
      },
      identities: { M: { 'email#h@example.com': { M: { kind: { S: 'email' }, value: { S: 'h@example.com' } } } } },
      resolutionStatus: { S: 'unresolved' },
      version: { N: '2' },
      writeIds: { L: ['018f3a6e3333', '018f3a6e2222', '', ''].map((id) => ({ S: id })) },
      changedBy: { S: 'key:0123456789ab' },
      createdAt: { S: createdAt },
      updatedAt: { S: createdAt },
    },
  },
};

function assertion(value: string): object {
  return { L: [{ S: value }, { N: '1793527200000' }, { S: 'key:0123456789ab' }] };
}

/** API Gateway's event for PATCH /api/contacts/{id}, with a different name for each `n`. */
export const patch = (n: number, authorization = `Bearer ${apiKey}`): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: 'PATCH /api/contacts/{id}',
  rawPath: `/api/contacts/${contactId}`,
  rawQueryString: '',
  headers: { authorization, 'content-type': 'application/json', accept: '*/*' },
  pathParameters: { id: contactId },
  body: JSON.stringify({ name: `Henrik B${n}. Larsen` }),
  isBase64Encoded: false,
  requestContext: {
    accountId: '123456789012',
    apiId: 'bench',
    domainName: 'bench.execute-api.eu-central-1.amazonaws.com',
    domainPrefix: 'bench',
    http: {
      method: 'PATCH',
      path: `/api/contacts/${contactId}`,
      protocol: 'HTTP/1.1',
      sourceIp: '192.0.2.1',
      userAgent: 'bench',
    },
    requestId: `request-${n}`,
    routeKey: 'PATCH /api/contacts/{id}',
    stage: '$default',
    time: '01/Nov/2026:10:00:00 +0000',
    timeEpoch: 1793527200000,
  },
});
