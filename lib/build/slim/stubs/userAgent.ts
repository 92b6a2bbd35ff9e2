interface Client {
  serviceId: string;
  clientVersion: string;
}
interface Config {
  defaultUserAgentProvider: () => Promise<string[]>;
}
interface Build {
  request: { headers: Record<string, string> };
}
type Next = (build: Build) => Promise<unknown>;
interface Stack {
  add(middleware: (next: Next) => Next, options: typeof getUserAgentMiddlewareOptions): void;
}

/**
 * Replaces two modules: the middleware that builds the user agent for every request, with statistics of the features
 * in use, and the code that collects data about the platform. SDK, API and version are enough to recognise a caller in
 * CloudTrail, and are constant for a client. The user agent is not part of the signature, and AWS decides nothing by
 * it.
 */
export const getUserAgentPlugin = (config: Config) => ({
  applyToStack: (stack: Stack): void => stack.add(userAgentMiddleware(config), getUserAgentMiddlewareOptions),
});

export const userAgentMiddleware = ({ defaultUserAgentProvider }: Config) => {
  let userAgent: string | undefined;
  return (next: Next): Next =>
    async (build) => {
      userAgent ??= (await defaultUserAgentProvider()).join(' ');
      build.request.headers['user-agent'] = userAgent;
      return next(build);
    };
};

export const getUserAgentMiddlewareOptions = {
  name: 'getUserAgentMiddleware',
  step: 'build',
  priority: 'low',
  tags: ['SET_USER_AGENT', 'USER_AGENT'],
  override: true,
} as const;

export const createDefaultUserAgentProvider =
  ({ serviceId, clientVersion }: Client) =>
  async (): Promise<string[]> => [`aws-sdk-js/${clientVersion}`, `api/${nameOf(serviceId)}#${clientVersion}`];

/** The name may not have a space, which would end it. */
const nameOf = (serviceId: string): string => serviceId.toLowerCase().replaceAll(' ', '-');

export const defaultUserAgent = createDefaultUserAgentProvider;
export const crtAvailability = { isCrtAvailable: false };
