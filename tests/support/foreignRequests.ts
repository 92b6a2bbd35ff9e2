import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request that a browser could send to a local server. */
export type Sent = {
  readonly kind: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers: OutgoingHttpHeaders;
};

export type Outcome = {
  readonly kind: string;
  readonly status: number | undefined;
  /** The origin whose pages may read the response. */
  readonly allowed: string | undefined;
  readonly body: string;
};

/** What every refused request gets. */
export const refused = { status: 403, allowed: undefined };

const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
const plain = { method: 'POST', headers: { 'content-type': 'text/plain' } };

/** Requests whose host is not this machine at this port. */
export const foreignHosts = (port: number): Sent[] =>
  [
    `evil.example:${port}`,
    `127.0.0.1.evil.example:${port}`,
    `localhost.evil.example:${port}`,
    `127.0.0.1:${port}.evil.example`,
    'evil.example',
    'localhost',
    `localhost:${port + 1}`,
    `0.0.0.0:${port}`,
    `localhost:${port}@evil.example`,
  ].flatMap((host) => [
    { kind: `host ${host}`, headers: { host } },
    // To a browser, a page whose name was bound to this machine is of the same origin.
    { kind: `page of ${host}`, ...json, headers: { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' } },
  ]);

/** Requests of pages of other origins. */
export const foreignPages = (port: number): Sent[] => [
  ...['https://evil.example', 'null', 'file://', `http://localhost:${port + 1}`, `https://127.0.0.1:${port}`].flatMap(
    (origin) => [
      { kind: `fetch of ${origin}`, ...json, headers: { ...json.headers, origin } },
      { kind: `form of ${origin}`, ...plain, headers: { ...plain.headers, origin } },
      {
        kind: `preflight of ${origin}`,
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-amz-target' },
      },
      {
        kind: `websocket of ${origin}`,
        headers: {
          origin,
          connection: 'upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        },
      },
      { kind: `upload of ${origin}`, ...plain, headers: { origin, expect: '100-continue' } },
    ],
  ),
  ...['cross-site', 'same-site'].flatMap((site) => [
    { kind: `${site} image`, headers: { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' } },
    { kind: `${site} form without an origin`, ...plain, headers: { ...plain.headers, 'sec-fetch-site': site } },
  ]),
];

export const foreignTo = (port: number): Sent[] => [...foreignHosts(port), ...foreignPages(port)];

/** Requests of a developer, a program or a page of the server itself. */
export const ownOf = (port: number): Sent[] =>
  [`127.0.0.1:${port}`, `localhost:${port}`, `LocalHost:${port}`, `[::1]:${port}`].flatMap((host) => [
    { kind: `host ${host}`, ...json, headers: { ...json.headers, host } },
    { kind: `page of ${host}`, ...json, headers: { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' } },
    { kind: `typed address of ${host}`, headers: { host, 'sec-fetch-site': 'none' } },
  ]);

/** Sends a request to a port of 127.0.0.1. A POST has the body `{}`. */
export async function send(port: number, { kind, method = 'GET', path = '/', headers }: Sent): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, resolve);
  outgoing.on('error', reject).end(method === 'POST' ? '{}' : undefined);
  const response = await promise;
  const allowed = response.headers['access-control-allow-origin'];
  return { kind, status: response.statusCode, allowed, body: await text(response) };
}

export const sendAll = (port: number, requests: readonly Sent[]): Promise<Outcome[]> =>
  Promise.all(requests.map((each) => send(port, each)));
