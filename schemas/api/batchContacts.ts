import type { Contract } from '../contract.ts';
import { invalid } from '../failures.ts';
import { idempotencyKey } from '../parts.ts';

const id = {
  type: 'string',
  maxLength: 100,
  description: 'The id of the contact.',
  examples: ['01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55'],
} as const;

const ifMatch = (method: string) =>
  ({ type: 'string', maxLength: 1000, description: `The header if-match of ${method} /api/contacts/{id}.` }) as const;

/** The service validates it as the body of a request of its own, so that an invalid one fails alone. */
const body = (description: string) => ({ type: 'object', description }) as const;

const operation = {
  type: 'object',
  required: ['action'],
  properties: { action: { enum: ['create', 'update', 'delete'] } },
  discriminator: { propertyName: 'action' },
  oneOf: [
    {
      type: 'object',
      additionalProperties: false,
      required: ['action', 'body'],
      properties: { action: { const: 'create' }, body: body('The body of POST /api/contacts.') },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['action', 'id', 'body'],
      properties: {
        action: { const: 'update' },
        id,
        ifMatch: ifMatch('PATCH'),
        body: body('The body of PATCH /api/contacts/{id}, as a JSON merge patch: null clears a field.'),
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['action', 'id'],
      properties: { action: { const: 'delete' }, id, ifMatch: ifMatch('DELETE') },
    },
  ],
} as const;

const result = {
  type: 'object',
  additionalProperties: false,
  required: ['status', 'requestId', 'body'],
  properties: {
    status: { type: 'integer', description: 'The status that the operation alone would have had.' },
    requestId: { type: 'string', maxLength: 36, description: 'The x-request-id that it would have had.' },
    etag: { type: 'string', maxLength: 20, description: 'The version of the contact, in double quotes.' },
    body: { type: 'object', description: 'The body that it would have had: the contact, or the error.' },
  },
} as const;

export const batchContacts = {
  operationId: 'batchContacts',
  method: 'POST',
  path: '/api/contacts/batch',
  summary: 'Create, update and delete several contacts',
  description:
    'Performs up to 100 operations, each as if it were sent alone: one that fails stops no other. Operations that name ' +
    'the same id, email or phone are performed in their order, all others concurrently. A batch counts as as many ' +
    'requests as it has operations. To delete, the credential needs the scope contacts:erase, too. An operation that ' +
    'there is no time for fails with 503. An Idempotency-Key counts for each operation: a batch that is sent again ' +
    'performs those that have not succeeded, and another operation in the place of one fails with 422.',
  scope: 'contacts:write',
  headers: idempotencyKey,
  bodyKilobytes: 256,
  body: {
    'application/json': {
      type: 'object',
      additionalProperties: false,
      required: ['operations'],
      properties: { operations: { type: 'array', minItems: 1, maxItems: 100, items: operation } },
      examples: [
        {
          operations: [
            { action: 'create', body: { name: 'Henrik B. Larsen', email: 'henrik@acme-customer.de' } },
            { action: 'update', id: '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55', body: { companyName: 'Acme' } },
          ],
        },
      ],
    },
  },
  success: {
    status: 200,
    description: 'The operations were performed, or have failed: each result has a status of its own.',
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['results', 'succeeded', 'failed'],
      properties: {
        results: { type: 'array', items: result, description: 'One result for each operation, in their order.' },
        succeeded: { type: 'integer', description: 'The number of results with a status below 400.' },
        failed: { type: 'integer', description: 'The number of all other results.' },
      },
      examples: [
        {
          results: [
            {
              status: 409,
              requestId: '0b6f3c1e-8d5a-4c57-9a0e-2f1d7c6b5a49',
              body: { error: 'email belongs to contact 01939b8e-6d20-7e4b-8c71-3f808a7f2d66' },
            },
          ],
          succeeded: 0,
          failed: 1,
        },
      ],
    },
  },
  failures: { 400: invalid('operations must have at most 100 items', '/operations') },
} as const satisfies Contract;
