/** The sentence may name every key of a body of 16 KB. */
const sentence = { type: 'string', maxLength: 500_000 } as const;

/** The body of every error response: a message that tells a person what to do. */
export const errorBody = {
  $id: 'Error',
  type: 'object',
  additionalProperties: false,
  required: ['error'],
  properties: { error: { ...sentence, description: 'What is wrong, and what to do about it.' } },
} as const;

/** The body for callers that accept application/problem+json (RFC 9457). */
export const problem = {
  $id: 'Problem',
  type: 'object',
  additionalProperties: false,
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId', 'errors'],
  properties: {
    type: { const: 'about:blank' },
    title: { type: 'string', maxLength: 50, description: 'The name of the status.' },
    status: { type: 'integer' },
    detail: { ...sentence, description: 'What is wrong, and what to do about it.' },
    code: { type: 'string', maxLength: 50, description: 'A stable code for programs.' },
    requestId: { type: 'string', format: 'uuid', description: 'The id of this request in the logs of the service.' },
    errors: {
      type: 'array',
      description: 'The invalid parts of the request; empty if the error is not about a part of it.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['pointer', 'message'],
        properties: {
          pointer: {
            ...sentence,
            description: 'A JSON Pointer (RFC 6901) into the body, the path parameters or the query parameters.',
          },
          message: sentence,
        },
      },
    },
  },
} as const;

/** The body of a response that API Gateway sends itself. It cannot be configured. */
export const gatewayError = {
  $id: 'GatewayError',
  type: 'object',
  required: ['message'],
  properties: { message: { type: 'string', maxLength: 1000 } },
  examples: [{ message: 'Too Many Requests' }],
} as const;
