import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client';
import { CrmFailure } from '../CrmFailure.ts';

/** Whether the server responded, but rejected the request in a way that another protocol version may avoid. */
export const isProtocolRejection = (error: unknown): boolean =>
  findCrmFailure(error) === undefined &&
  (error instanceof ProtocolError ||
    error instanceof SdkHttpError ||
    (error instanceof SdkError && error.code === SdkErrorCode.InvalidResult));

/** Whether the server no longer knows the session. MCP says 404; many deployed servers respond with 400. */
export const isSessionLost = (error: unknown): boolean =>
  error instanceof SdkHttpError && (error.status === 404 || error.status === 400);

/**
 * Converts any error of a session into a `CrmFailure`, with that error as its cause. It is a `timeout` if the signal
 * has aborted.
 */
export function toCrmFailure(error: unknown, signal: AbortSignal): CrmFailure {
  const failure = findCrmFailure(error);
  if (failure) return failure;
  const options = { cause: error };
  const isAborted = signal.aborted || ['AbortError', 'TimeoutError'].includes(Object(error).name);
  if (isAborted || (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout)) {
    return new CrmFailure('timeout', 'The server took too long to respond.', options);
  }
  if (error instanceof SdkHttpError) {
    return new CrmFailure('http_error', `The server responded with status ${error.status}.`, options);
  }
  if (error instanceof SdkError && error.code === SdkErrorCode.ConnectionClosed) {
    return new CrmFailure('unreachable', 'The connection was closed.', options);
  }
  if (error instanceof ProtocolError) {
    const { code, message: serverMessage } = error;
    return new CrmFailure('tool_error', `The server returned the JSON-RPC error ${code}.`, {
      ...options,
      serverMessage,
    });
  }
  return new CrmFailure('unreadable', "The server's response does not conform to MCP.", options);
}

/** Finds a `CrmFailure` that the SDK has wrapped, or that the transport has sent as the data of a JSON-RPC error. */
function findCrmFailure(error: unknown): CrmFailure | undefined {
  if (error instanceof CrmFailure) return error;
  if (error instanceof ProtocolError && error.data instanceof CrmFailure) return error.data;
  return error instanceof Error && error.cause !== undefined ? findCrmFailure(error.cause) : undefined;
}
