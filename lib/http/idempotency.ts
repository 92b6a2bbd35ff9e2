import { createHash } from 'node:crypto';
import type { CompiledContract } from '../../schemas/contract.ts';
import { invalid } from '../contacts/ContactError.ts';
import { type Answer, type Answering, findAnswer, type KeyedRequest } from '../dynamo/table/answers.ts';
import type { Cipher, EmptyResponse, HandlerResponse, Middleware } from './middleware.ts';

/** Makes what a change stores, with `respond`, of its response; `undefined` without an Idempotency-Key. */
export type Once = <Result>(respond: (result: Result) => Response) => Answering<Result> | undefined;

type Response = HandlerResponse | EmptyResponse;

const maxLength = 255;

/**
 * Reads the Idempotency-Key of a POST, PUT or PATCH. Throws `invalid` for one that is empty or too long, and if the
 * endpoint does not support it, so that no caller relies on it there.
 */
export const idempotency = (
  { method, idempotent }: CompiledContract,
  cipherOf?: (credential: string) => Cipher,
): Middleware => ({
  before({ event, internal }) {
    const { 'idempotency-key': text, authorization = '' } = event.headers;
    if (text === undefined || method === 'GET' || method === 'DELETE') return;
    if (!idempotent) throw invalidKey('is not supported here; send the request without it');
    if (text.length < 1 || text.length > maxLength) throw invalidKey(`must have 1 to ${maxLength} characters`);
    internal.idempotencyKey = { text, cipher: cipherOf?.(authorization) };
  },
});

const invalidKey = (phrase: string) => invalid([{ pointer: '', message: `Idempotency-Key ${phrase}` }]);

/** What decides whether two requests with one key are the same. */
type Input = {
  readonly tenantId: string;
  readonly actor: string;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
};

/**
 * The request of a caller with a key. Each credential has its own keys; the order of a body's properties is no
 * difference.
 */
export function keyedRequest(
  { method, path }: CompiledContract,
  { tenantId, actor, params, query, body }: Input,
  key: string,
): KeyedRequest {
  const requestHash = hashOf([method, path, params, query, body]);
  return { tenantId, keyHash: hashOf([actor, key]), requestHash };
}

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value, inOrder)).digest('hex');

const inOrder = (_: string, value: unknown): unknown =>
  value instanceof Object && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value;

/**
 * Handles a request, or returns the stored response to an earlier one with its key. A request that changed nothing
 * looks again, because a simultaneous one may have made the change. Throws what `handle` and `findAnswer` throw.
 */
export async function answerOnce<R extends Response>(
  request: KeyedRequest,
  handle: (once: Once) => Promise<R>,
  cipher: Cipher = plain,
): Promise<R> {
  const known = await findAnswer(request);
  if (known) return responseIn(known, cipher);
  let isStored = false;
  const [outcome] = await Promise.allSettled([
    handle((respond) => (result) => ({
      request,
      answer: answerOf(respond(result), cipher),
      onStored: () => {
        isStored = true;
      },
    })),
  ]);
  if (isStored && outcome.status === 'fulfilled') return outcome.value;
  const answer = await findAnswer(request);
  if (answer) return responseIn(answer, cipher);
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

const plain: Cipher = { seal: (text) => text, open: (text) => text };

const answerOf = ({ body, ...rest }: Response, { seal }: Cipher): Answer => ({
  ...rest,
  ...(body && { body: seal(JSON.stringify(body)) }),
});

/** The table holds only what lib/dynamo wrote, so the form of a response is not checked again. */
const responseIn = <R extends Response>({ body, ...rest }: Answer, { open }: Cipher): R =>
  ({ ...rest, ...(body !== undefined && { body: JSON.parse(open(body)) }) }) as R;
