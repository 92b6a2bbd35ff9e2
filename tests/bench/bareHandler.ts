import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const { DYNAMODB_ENDPOINT = '', TABLE_NAME } = process.env;
const db = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: DYNAMODB_ENDPOINT }));

/** The baseline of the benchmark: only the SDK call, without authentication, validation and middlewares. */
export const handler = async ({ pathParameters, body = '' }: APIGatewayProxyEventV2) => {
  const { Attributes } = await db.send(
    new UpdateCommand({
      TableName: TABLE_NAME,
      Key: { tenantId: 'tenant', contactId: pathParameters?.id },
      UpdateExpression: 'SET firstName = :name, updatedAt = :now',
      ConditionExpression: 'attribute_exists(contactId)',
      ExpressionAttributeValues: { ':name': JSON.parse(body).name, ':now': new Date().toISOString() },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return { statusCode: 200, body: JSON.stringify(Attributes) };
};
