/** A string of 1 to `maxLength` characters. */
export const text = (description: string, maxLength: number) =>
  ({ type: 'string', minLength: 1, maxLength, description }) as const;

/** The longest subject of a JWT: API Gateway limits the headers of a request to 10 KB. */
const maxSubject = 10_240;

/** Who did something, as responses name them: `key:<id>`, `agent:<id>`, `user:<subject of the JWT>` and others. */
export const actor = { type: 'string', maxLength: maxSubject } as const;

/** What supplies a value, as responses name it. */
export const source = { type: 'string', enum: ['manual', 'crm', 'agent', 'conversation', 'sender', 'domain'] } as const;

/** Why the last lookup in the CRM failed. The sentence may repeat five paths of the connection. */
export const reason = { type: ['string', 'null'], maxLength: 2000 } as const;

/** The query parameters of all lists that have pages. */
export const pageOf = (what: string) =>
  ({
    limit: {
      type: 'integer',
      minimum: 1,
      maximum: 100,
      default: 50,
      description: `Maximum number of ${what} in one page.`,
    },
    cursor: { type: 'string', minLength: 1, description: 'nextCursor of the previous page.' },
  }) as const;

/** The path parameters of all endpoints of one contact. */
export const contactId = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: {
    id: {
      type: 'string',
      format: 'uuid',
      description: 'The id of the contact, in upper or lower case.',
      examples: ['01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55'],
    },
  },
} as const;

/** Response headers of all endpoints that return one contact. */
export const contactHeaders = {
  etag: 'The version of the contact, in double quotes.',
} as const;

/** Response headers of all endpoints whose path may have the id of a merged contact. */
export const survivorHeaders = {
  'content-location': 'The path of the surviving contact, if the contact in the path was merged.',
} as const;

export const namedContactHeaders = { ...contactHeaders, ...survivorHeaders } as const;

export const idempotencyKey = {
  'idempotency-key': {
    description:
      'Any text that is new for each change, such as a UUID. A request with the same key and the same body, within 24 hours and with ' +
      'the same credential, changes nothing and gets the same response. With another body, the response is 422. A ' +
      'request that fails or changes nothing can be sent again.',
    // No example: a page that fills it in would repeat it.
    maxLength: 255,
  },
} as const;

export const ifMatch = {
  'if-match': {
    description:
      'The etag of the version that the change is based on. The response is 412 if it is not the current one. ' +
      '`*` means any version.',
    example: '*',
  },
} as const;
