import type { CrmFailureReason } from '../../../../lib/crm/CrmFailure.ts';
import { drip, type Fate, flood, hang, reset, withEvents, withStatus, withText } from '../servers/faultyServer.ts';

/** How a server can fail a request, and the reason of the failure. Each completes the sentence "the request is ...". */
export const faults: readonly [string, Fate, CrmFailureReason][] = [
  ['never answered', hang, 'timeout'],
  ['answered byte by byte', drip, 'timeout'],
  ['answered with HTML', withText('<html>', 'text/html'), 'unreadable'],
  ['answered with 10 MB', flood, 'too_large'],
  ['answered with broken JSON', withText('{"jsonrpc":'), 'unreadable'],
  ['answered with JSON that is not JSON-RPC', withText('{"matches":[]}'), 'unreadable'],
  ['answered with null', withText('null'), 'unreadable'],
  ['answered with an empty body', withText(''), 'unreadable'],
  ['answered with the id of another request', withText('{"jsonrpc":"2.0","id":999,"result":{}}'), 'unreadable'],
  ['answered with a redirect', (response) => response.writeHead(307, { location: '/mcp' }).end(), 'redirect'],
  ['cut off', reset, 'unreachable'],
  ['rejected with 401', withStatus(401), 'auth_failed'],
  ['rejected with 403', withStatus(403), 'http_error'],
  ['rejected with 429', withStatus(429), 'rate_limited'],
  ['rejected with 503 and retry-after', withStatus(503, { 'retry-after': '10' }), 'rate_limited'],
  ['rejected with 503', withStatus(503), 'http_error'],
  ['rejected with 500', withStatus(500), 'http_error'],
  ['accepted with 202 and not answered', withStatus(202), 'unreadable'],
  ['answered with a stream that ends without a response', withEvents(': hello'), 'unreadable'],
  ['answered with an event that is not JSON', withEvents('data: {"jsonrpc"'), 'unreadable'],
  ['answered with a stream that is too large', withEvents(`: ${' '.repeat(300_000)}`), 'too_large'],
  [
    'answered with a stream that never ends',
    (r) => r.writeHead(200, { 'content-type': 'text/event-stream' }).write(': a\n\n'),
    'timeout',
  ],
];
