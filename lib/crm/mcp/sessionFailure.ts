import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client';
import { CrmFailure } from '../CrmFailure.ts';

/** Whether the server answered, but not to what it was asked for: it may speak another form of the protocol. */
export const isRefusal = (error: unknown): boolean =>
  knownFailure(error) === undefined &&
  (error instanceof ProtocolError ||
    error instanceof SdkHttpError ||
    (error instanceof SdkError && error.code === SdkErrorCode.InvalidResult));

/** Whether the server no longer knows the session: 404 says the protocol, 400 says much that is deployed. */
export const isSessionLost = (error: unknown): boolean =>
  error instanceof SdkHttpError && (error.status === 404 || error.status === 400);

/** Says any error of a session as a `CrmFailure`, which has that error as its cause. */
export function failureOf(error: unknown, signal: AbortSignal): CrmFailure {
  const known = knownFailure(error);
  if (known) return known;
  const because = { cause: error };
  const isAborted = signal.aborted || ['AbortError', 'TimeoutError'].includes(Object(error).name);
  if (isAborted || (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout)) {
    return new CrmFailure('timeout', 'The server took too long to answer.', because);
  }
  if (error instanceof SdkHttpError) {
    return new CrmFailure('http_error', `The server answered with status ${error.status}.`, because);
  }
  if (error instanceof SdkError && error.code === SdkErrorCode.ConnectionClosed) {
    return new CrmFailure('unreachable', 'The connection was closed.', because);
  }
  if (error instanceof ProtocolError) {
    return new CrmFailure('tool_error', `The server answered with the error ${error.code}.`, {
      ...because,
      said: error.message,
    });
  }
  return new CrmFailure('unreadable', 'The server does not answer in the form of MCP.', because);
}

/** The SDK wraps what a fetch throws while it negotiates; what we say of a broken stream comes as the data of an error. */
function knownFailure(error: unknown): CrmFailure | undefined {
  if (error instanceof CrmFailure) return error;
  if (error instanceof ProtocolError && error.data instanceof CrmFailure) return error.data;
  return error instanceof Error && error.cause !== undefined ? knownFailure(error.cause) : undefined;
}
