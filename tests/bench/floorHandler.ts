import { createHash, createHmac } from 'node:crypto';
import { Agent, request } from 'node:https';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const { DYNAMODB_ENDPOINT = '', TABLE_NAME, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
const endpoint = new URL(DYNAMODB_ENDPOINT);
const agent = new Agent({ keepAlive: true });
const target = 'DynamoDB_20120810.UpdateItem';

/**
 * The least that a PATCH can cost: one request over node:https with a signature by hand (AWS SigV4), without the SDK.
 */
export const handler = async ({ pathParameters, body = '' }: APIGatewayProxyEventV2) => {
  const reply = await post(
    JSON.stringify({
      TableName: TABLE_NAME,
      Key: { tenantId: { S: 'tenant' }, contactId: { S: pathParameters?.id } },
      UpdateExpression: 'SET firstName = :name, updatedAt = :now',
      ConditionExpression: 'attribute_exists(contactId)',
      ExpressionAttributeValues: { ':name': { S: JSON.parse(body).name }, ':now': { S: new Date().toISOString() } },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return { statusCode: 200, body: JSON.stringify(JSON.parse(reply).Attributes) };
};

function post(body: string): Promise<string> {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const headers = {
    host: endpoint.host,
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
    'x-amz-date': date,
    'x-amz-target': target,
    authorization: authorizationOf(body, date),
  };
  return new Promise((resolve, reject) => {
    request(endpoint, { method: 'POST', headers, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(text)).on('error', reject);
    })
      .on('error', reject)
      .end(body);
  });
}

function authorizationOf(body: string, date: string): string {
  const signed = 'host;x-amz-date;x-amz-target';
  const scope = `${date.slice(0, 8)}/${AWS_REGION}/dynamodb/aws4_request`;
  const headers = `host:${endpoint.host}\nx-amz-date:${date}\nx-amz-target:${target}\n`;
  const canonical = `POST\n/\n\n${headers}\n${signed}\n${sha256(body)}`;
  const key = scope
    .split('/')
    .reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${AWS_SECRET_ACCESS_KEY}`);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=${AWS_ACCESS_KEY_ID}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
