import { randomUUID } from 'node:crypto';

/** Replaces the SDK's generator, which loads the Web Cryptography API to ask it for the same. */
export const bindV4 = () => () => randomUUID();
