import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/**
 * The names of this machine. A page on another name that DNS leads here, DNS rebinding, sends that name as its host.
 */
const hostNames = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Makes a server refuse (403) what a web page that a developer visits could send to it: requests to another host than
 * this machine and the server's port, and, unless `pages` is `any`, requests of pages of another origin. `any` is for a
 * server that decides about origins itself. Call it before the server listens, and after it has got its listeners.
 */
export function refuseForeign(server: Server, pages: 'own' | 'any'): void {
  // A request to upgrade is an ordinary request to a server without listeners for upgrades.
  for (const event of ['request', 'checkContinue'] as const) {
    const listeners = server.listeners(event);
    if (listeners.length === 0) continue;
    server.removeAllListeners(event).on(event, (request, response) => {
      const reason = refusal(request, pages);
      if (reason !== undefined) return refuse(response, reason);
      // serverless-offline would allow the origin, whichever it is, to read the response.
      if (pages === 'own') delete request.headers.origin;
      for (const listener of listeners) Reflect.apply(listener, server, [request, response]);
    });
  }
}

function refusal({ headersDistinct, socket }: IncomingMessage, pages: 'own' | 'any'): string | undefined {
  const hosts = hostNames.map((name) => (socket.localPort === 80 ? name : `${name}:${socket.localPort}`));
  const isOneOf = (allowed: readonly string[], values: readonly string[]) =>
    values.every((value) => allowed.includes(value.toLowerCase()));
  const { host = [], origin = [], 'sec-fetch-site': sites = [] } = headersDistinct;
  if (host.length !== 1 || !isOneOf(hosts, host)) return `The host of a request must be one of ${hosts.join(', ')}.`;
  if (pages === 'any') return undefined;
  // A browser sends no origin with some requests, such as those for images, but it says where they come from.
  const origins = hosts.map((name) => `http://${name}`);
  const isOwn = isOneOf(origins, origin) && isOneOf(['same-origin', 'none'], sites);
  return isOwn ? undefined : 'Web pages of other origins must not send requests to this port.';
}

function refuse(response: ServerResponse, error: string): void {
  response.writeHead(403, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify({ error }));
}
