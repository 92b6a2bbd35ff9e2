interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/**
 * Replaces the chain of credential providers (SSO, STS, web identities, profiles, processes, metadata of containers
 * and instances), each of which has its own client. Lambda puts the credentials of a function into its environment.
 * Throws an error with the variable's name if one is missing; the token is needed only by temporary credentials, whose
 * key id begins with ASIA.
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
    `The environment variable ${name} is not set. This bundle reads AWS credentials only from the environment.`,
  );
}
