import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';
import { Ajv } from 'ajv';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose';

/** The event with what the middlewares add. */
type Event = APIGatewayProxyEventV2 & { claims?: JWTPayload; input?: Record<string, unknown> };
type Response = { statusCode: number; body: string };

const { DYNAMODB_ENDPOINT = '', TABLE_NAME, JWKS = '' } = process.env;
const db = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: DYNAMODB_ENDPOINT }));
const issuerKeys = createLocalJWKSet(JSON.parse(JWKS));

const name = { type: 'string', minLength: 1, maxLength: 100 };
const isValid = new Ajv({ allErrors: true }).compile({
  type: 'object',
  properties: {
    name,
    firstName: name,
    lastName: name,
    email: { type: 'string', maxLength: 254, pattern: '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$' },
    phone: { type: 'string', pattern: '^\\+[1-9]\\d{6,14}$' },
    companyName: name,
  },
  minProperties: 1,
  additionalProperties: false,
});

class Refusal extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** What many teams would write for the same request: Middy, ajv at the start, jose and the SDK. */
export const handler = middy<Event, Response>()
  .use({
    onError(request) {
      const { error } = request;
      const body = JSON.stringify({ error: error?.message });
      request.response = { statusCode: error instanceof Refusal ? error.statusCode : 500, body };
    },
  })
  .use({
    async before({ event }) {
      const token = /^Bearer (.+)$/.exec(event.headers.authorization ?? '')?.[1] ?? '';
      const options = { issuer: 'https://issuer.example', audience: 'contacts', algorithms: ['RS256'] };
      event.claims = (await jwtVerify(token, issuerKeys, options)).payload;
    },
  })
  .use({
    before({ event }) {
      event.input = JSON.parse(event.body ?? '');
      if (!isValid(event.input)) throw new Refusal(400, JSON.stringify(isValid.errors));
    },
  })
  .handler(async ({ pathParameters, input, claims }) => {
    const { Attributes } = await db.send(
      new UpdateCommand({
        TableName: TABLE_NAME,
        Key: { tenantId: claims?.tenant, contactId: pathParameters?.id },
        UpdateExpression: 'SET firstName = :name, updatedAt = :now',
        ConditionExpression: 'attribute_exists(contactId)',
        ExpressionAttributeValues: { ':name': input?.name, ':now': new Date().toISOString() },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return { statusCode: 200, body: JSON.stringify(Attributes) };
  });
