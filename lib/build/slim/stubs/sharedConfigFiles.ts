/**
 * In place of reading ~/.aws/config and ~/.aws/credentials, which Lambda does not have. Like a file without the setting it
 * makes the SDK go on to the setting's default; the environment has been asked before.
 */
export const fromSharedConfigFiles = () => async (): Promise<never> => {
  throw Object.assign(new Error('This bundle reads no shared config files'), { tryNextLink: true });
};
