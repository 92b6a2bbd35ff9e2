interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/**
 * In place of the chain that also tries SSO, STS, web identities, profiles, processes and the metadata of containers and
 * instances, each with a client of its own. Lambda gives a function its credentials in the environment and nowhere else.
 * A missing one is an error that names it; only temporary credentials, whose key id begins with ASIA, need the token.
 */
export function defaultProvider(): () => Promise<Credentials> {
  let credentials: Credentials | undefined;
  return async () => (credentials ??= fromEnvironment());
}

function fromEnvironment(): Credentials {
  const accessKeyId = required('AWS_ACCESS_KEY_ID');
  const secretAccessKey = required('AWS_SECRET_ACCESS_KEY');
  const sessionToken = accessKeyId.startsWith('ASIA') ? required('AWS_SESSION_TOKEN') : process.env.AWS_SESSION_TOKEN;
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(
    `The environment variable ${name} is not set, and this bundle takes AWS credentials from nowhere else`,
  );
}
