import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Listening, listen } from '../../listen.ts';
import { findPrivateFile, writePrivateFile } from '../../privateFile.ts';
import { type Input, operations, type Secret } from './operations.ts';
import { SecretsError } from './SecretsError.ts';

export interface SecretsOptions {
  readonly port: number;
  /** Where secrets.json is kept. */
  readonly directory: string;
}

/**
 * Starts a keeper of secrets that answers on 127.0.0.1 as AWS Secrets Manager does, as far as `operations` go. What it has
 * acknowledged is in secrets.json, for its owner alone to read. A taken port rejects with `code` EADDRINUSE; 0 takes any free one.
 */
export async function startSecrets({ port, directory }: SecretsOptions): Promise<Listening> {
  const file = join(directory, 'secrets.json');
  let secrets = (await findPrivateFile<readonly Secret[]>(file)) ?? [];
  let last: Promise<unknown> = Promise.resolve();

  async function answer(request: IncomingMessage): Promise<object> {
    const input = inputOf(await text(request));
    const [service, name = ''] = String(request.headers['x-amz-target']).split('.');
    const operation = service === 'secretsmanager' && Object.hasOwn(operations, name) && operations[name];
    if (!operation) throw new SecretsError('UnknownOperationException', `${name} is not understood here.`);
    return inTurn(async () => {
      const { reply, secrets: changed } = operation(secrets, input);
      if (changed) await writePrivateFile(file, changed);
      secrets = changed ?? secrets;
      return reply;
    });
  }

  /** One after the other, because each writes the whole file. */
  function inTurn(operate: () => Promise<object>): Promise<object> {
    const reply = last.then(operate);
    // Whoever has asked is told of a failure; it is none of the next one's.
    last = reply.catch(() => undefined);
    return reply;
  }

  const listening = await listen(port, async (request, response) => {
    const { status, body } = await answer(request).then((reply) => ({ status: 200, body: reply }), refusal);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  return {
    url: listening.url,
    async close() {
      await Promise.all([listening.close(), last]);
    },
  };
}

function inputOf(body: string): Input {
  try {
    return Object(JSON.parse(body));
  } catch (error) {
    if (error instanceof SyntaxError) throw new SecretsError('SerializationException', 'The body must be JSON.');
    throw error;
  }
}

function refusal(error: Error): { status: number; body: object } {
  return error instanceof SecretsError
    ? { status: 400, body: { __type: error.type, message: error.message } }
    : { status: 500, body: { __type: 'InternalServiceError', message: error.stack } };
}
