import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client';
import { CrmFailure } from '../../../../lib/crm/CrmFailure.ts';
import { isProtocolRejection, isSessionLost, toCrmFailure } from '../../../../lib/crm/mcp/sessionFailure.ts';

const httpError = (status: number) => new SdkHttpError(SdkErrorCode.ClientHttpNotImplemented, 'no', { status });
const failure = new CrmFailure('redirect', 'The server sent a redirect.');
const { signal } = new AbortController();

describe('toCrmFailure', () => {
  it.each([
    ['an HTTP error', httpError(418), 'http_error', 'The server responded with status 418.'],
    [
      'a JSON-RPC error',
      ProtocolError.fromError(-32602, 'no'),
      'tool_error',
      'The server returned the JSON-RPC error -32602.',
    ],
    [
      'a timeout of the SDK',
      new SdkError(SdkErrorCode.RequestTimeout, 'no'),
      'timeout',
      'The server took too long to respond.',
    ],
    [
      'a closed connection',
      new SdkError(SdkErrorCode.ConnectionClosed, 'no'),
      'unreachable',
      'The connection was closed.',
    ],
    ['any other error', new Error('no'), 'unreadable', "The server's response does not conform to MCP."],
  ])('converts %s and keeps it as the cause', (_, error, reason, message) => {
    expect(toCrmFailure(error, signal)).toMatchObject({ reason, message, cause: error });
  });

  it('takes the message of a JSON-RPC error as the server message', () => {
    expect(toCrmFailure(ProtocolError.fromError(-32602, 'no x'), signal).serverMessage).toContain('no x');
  });

  it('reports any error after the signal has aborted as a timeout', () => {
    expect(toCrmFailure(new Error('no'), AbortSignal.abort()).reason).toBe('timeout');
  });

  it.each([
    ['itself', failure],
    ['the cause of a cause', new Error('a', { cause: new Error('b', { cause: failure }) })],
    ['the data of a JSON-RPC error', new ProtocolError(-32603, 'no', failure)],
  ])('returns a CrmFailure that is %s', (_, error) => {
    expect(toCrmFailure(error, AbortSignal.abort())).toBe(failure);
  });
});

describe('isProtocolRejection', () => {
  it('is true for HTTP and JSON-RPC errors of the server, and false for failures that no protocol avoids', () => {
    const rejections = [httpError(400), ProtocolError.fromError(-32601, 'no')].map(isProtocolRejection);
    const others = [failure, new Error('no'), new Error('no', { cause: failure })].map(isProtocolRejection);
    expect([rejections, others]).toEqual([
      [true, true],
      [false, false, false],
    ]);
  });
});

describe('isSessionLost', () => {
  it('is true for status 404 and 400 only', () => {
    expect([400, 404, 405, 410].map((status) => isSessionLost(httpError(status)))).toEqual([true, true, false, false]);
    expect(isSessionLost(failure)).toBe(false);
  });
});
