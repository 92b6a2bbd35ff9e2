import { join } from 'node:path';
import type { Listening } from '../../listen.ts';
import { findPrivateFile, writePrivateFile } from '../../privateFile.ts';
import { type Input, serveAwsJson } from '../serveAwsJson.ts';
import { type Operation, operations, type Secret } from './operations.ts';

export interface SecretsOptions {
  readonly port: number;
  /** The directory of secrets.json. */
  readonly directory: string;
}

const example: Secret = { name: '', arn: '', versionId: '', text: '', createdAt: 0 };

/**
 * Starts an emulation of AWS Secrets Manager on 127.0.0.1, with the operations of `operations`. Secrets are in
 * secrets.json, which only its owner can read, before a request is answered. Port 0 takes any free port; a port that is
 * in use rejects with `code` EADDRINUSE.
 */
export async function startSecrets({ port, directory }: SecretsOptions): Promise<Listening> {
  const file = join(directory, 'secrets.json');
  let secrets: readonly Secret[] = (await findPrivateFile(file, [example])) ?? [];
  let last: Promise<unknown> = Promise.resolve();

  /** Runs one operation after the other, because each writes the whole file. */
  function enqueue(operation: Operation): (input: Input) => Promise<object> {
    return (input) => {
      const reply = last.then(async () => {
        const { reply, secrets: changed } = operation(secrets, input);
        if (changed) await writePrivateFile(file, changed);
        secrets = changed ?? secrets;
        return reply;
      });
      // The caller gets the error; the next operation must run all the same.
      last = reply.catch(() => undefined);
      return reply;
    };
  }

  const targets = Object.entries(operations).map(
    ([name, operation]) => [`secretsmanager.${name}`, enqueue(operation)] as const,
  );
  const { url, close } = await serveAwsJson(port, Object.fromEntries(targets));
  return {
    url,
    async close() {
      await Promise.all([close(), last]);
    },
  };
}
