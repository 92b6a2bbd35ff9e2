import { STATUS_CODES } from 'node:http';
import type { Contract } from '../../schemas/contract.ts';
import { type Failure, invalid } from '../../schemas/failures.ts';

type Failures = Readonly<Record<string, Failure>>;

const internal: Failure = {
  description: 'An internal error.',
  code: 'internal',
  error: 'Something went wrong on our side. Please try again.',
};

const unavailable: Failure = {
  description: 'The service could not respond in time. Retry after the time in retry-after.',
  code: 'unavailable',
  error: 'The request took too long. Please try again.',
};

/** All failures of an endpoint by status: those of its contract, and those that follow from its parts. */
export function failuresOf({ scope, params, body, bodyKilobytes = 16, headers, failures }: Contract): Failures {
  return {
    400: params ? invalid('id must be a UUID', '/id') : invalid('x is not a known parameter', '/x'),
    ...(scope && credentialFailures(scope)),
    ...(body && bodyFailures(Object.keys(body).join(' or '), bodyKilobytes)),
    ...failures,
    ...(headers?.['idempotency-key'] && { 422: alsoReused(failures[422]) }),
    500: internal,
    503: unavailable,
  };
}

const keyReused: Failure = {
  description: 'The Idempotency-Key was used for another request within the last 24 hours.',
  code: 'idempotency_key_reused',
  error: 'The Idempotency-Key was used for another request; send a new one with each change',
};

/** Where the status has another reason, too, its error is the example. */
const alsoReused = (other: Failure | undefined): Failure =>
  other ? { ...other, description: `${other.description} Or: ${keyReused.description}` } : keyReused;

const tooManyRequests: Failure = {
  description:
    'The tenant or the credential sends too many requests. Retry after the time in retry-after. If the whole service ' +
    'gets too many requests, API Gateway responds.',
  code: 'too_many_requests',
  error: 'Too many requests. Please try again after the time in retry-after.',
};

const credentialFailures = (scope: string): Failures => ({
  401: {
    description: 'The credential is missing or not valid.',
    code: 'unauthenticated',
    error: 'Send "Authorization: Bearer" with an API key or a JWT',
  },
  403: {
    description: `The credential lacks the scope ${scope}.`,
    code: 'forbidden',
    error: `The credential lacks the scope ${scope}`,
  },
  429: tooManyRequests,
});

const bodyFailures = (mediaTypes: string, kilobytes: number): Failures => ({
  413: {
    description: `The body is larger than ${kilobytes} KB. If it is larger than 10 MB, API Gateway responds.`,
    code: 'body_too_large',
    error: `The body must not be larger than ${kilobytes} KB`,
  },
  415: {
    description: `The content type is not ${mediaTypes}, or the body is compressed.`,
    code: 'unsupported_media_type',
    error: `Content-Type must be ${mediaTypes}, in UTF-8`,
  },
});

/** The problem details (RFC 9457) of a failure. */
export const problemOf = (status: string, { code, error, pointers = [] }: Failure): object => ({
  type: 'about:blank',
  title: STATUS_CODES[status],
  status: Number(status),
  detail: error,
  code,
  requestId: '0b6f3c1e-8d5a-4c57-9a0e-2f1d7c6b5a49',
  errors: error.split('; ').flatMap((message, i) => {
    const pointer = pointers[i];
    return pointer === undefined ? [] : [{ pointer, message }];
  }),
});
