/** An error of the DynamoDB API; `body` is the response's JSON. dynalite's errors have the same two fields. */
export class ApiError extends Error {
  statusCode = 400;
  body: object;

  constructor(name: string, message: string, fields: object = {}) {
    super(message);
    this.name = name;
    this.body = { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message, ...fields };
  }
}

/** Whether an error is a DynamoDB API error, which is sent to the client. */
export function isApiError(error: unknown): error is { message: string; statusCode: number; body: object } {
  return error instanceof Error && 'statusCode' in error && 'body' in error;
}
