/** The body of every error response: a message that tells a person what to do. */
export const errorBody = {
  $id: 'Error',
  type: 'object',
  additionalProperties: false,
  required: ['error'],
  properties: { error: { type: 'string' } },
  examples: [{ error: 'Contact not found' }],
} as const;

/** The body for callers that accept application/problem+json (RFC 9457). */
export const problem = {
  $id: 'Problem',
  type: 'object',
  additionalProperties: false,
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId', 'errors'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', description: 'A stable code for programs.' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      description: 'The invalid parts of the request; empty if the error is not about a part of it.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['pointer', 'message'],
        properties: {
          pointer: {
            type: 'string',
            description: 'A JSON Pointer (RFC 6901) into the body, the path parameters or the query parameters.',
          },
          message: { type: 'string' },
        },
      },
    },
  },
} as const;
