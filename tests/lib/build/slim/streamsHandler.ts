export { DynamoDBStreamsClient as handler } from '@aws-sdk/client-dynamodb-streams';
