/**
 * Replaces the reader of ~/.aws/config and ~/.aws/credentials, which do not exist on Lambda. As for a file without the
 * setting, the SDK then uses the default of the setting. It reads the environment before.
 */
export const fromSharedConfigFiles = () => async (): Promise<never> => {
  throw Object.assign(new Error('This bundle does not read shared config files'), { tryNextLink: true });
};
