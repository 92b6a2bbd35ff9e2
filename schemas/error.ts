/** The body of every failure: one sentence that a person can act on. */
export const errorBody = {
  $id: 'Error',
  type: 'object',
  additionalProperties: false,
  required: ['error'],
  properties: { error: { type: 'string' } },
  examples: [{ error: 'Contact not found' }],
} as const;

/** The same failure for callers that accept application/problem+json (RFC 9457). */
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
    code: { type: 'string', description: 'Stable; meant for programs.' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      description: 'Where the request is wrong; empty where the failure has no place.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['pointer', 'message'],
        properties: {
          pointer: { type: 'string', description: 'JSON Pointer (RFC 6901) into the body, params or query.' },
          message: { type: 'string' },
        },
      },
    },
  },
} as const;
