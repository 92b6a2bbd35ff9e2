import { once } from 'node:events';
import { createServer } from 'node:net';
import { checkEngine } from '../../../lib/local/checkEngine.ts';
import { startDynamoDb } from '../../../lib/local/emulators/dynamodb/startDynamoDb.ts';
import { listen } from '../../../lib/local/listen.ts';

describe('checkEngine', () => {
  it('accepts DynamoDB', async () => {
    const engine = await startDynamoDb({ port: 0 });
    await expect(checkEngine(engine.url)).resolves.toBeUndefined();
    await engine.close();
  });

  it.each<[string, number, string, string]>([
    ['a page', 200, '<html></html>', 'does not respond as DynamoDB does'],
    ['a missing page', 404, '<html></html>', 'does not respond as DynamoDB does'],
    ['an error in JSON', 404, '{"error": "Not found"}', 'does not respond as DynamoDB does'],
    ['an empty object', 200, '{}', 'does not respond as DynamoDB does'],
    ['nothing', 200, '', 'does not respond as DynamoDB does'],
    [
      'an error of another AWS service',
      400,
      '{"__type": "UnknownOperationException", "message": "The operation is not emulated."}',
      'does not respond as DynamoDB does',
    ],
    [
      'an error of DynamoDB',
      400,
      '{"__type": "com.amazon.coral.service#UnrecognizedClientException", "message": "The security token is invalid."}',
      'rejects requests: The security token is invalid',
    ],
  ])('rejects a server that responds with %s', async (_, status, body, problem) => {
    const server = await listen(0, (request, response) => {
      request.resume();
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
    });
    await expect(checkEngine(server.url)).rejects.toThrow(`${server.url} (DYNAMODB_ENDPOINT) ${problem}.`);
    await server.close();
  });

  it('rejects a port where nothing listens', async () => {
    const { url, close } = await listen(0, () => {});
    await close();
    await expect(checkEngine(url)).rejects.toThrow(
      new RegExp(`^${url} \\(DYNAMODB_ENDPOINT\\) does not respond: .*ECONNREFUSED ${new URL(url).host}\\.$`),
    );
  });

  it('rejects a server that does not speak HTTPS where it is asked to', async () => {
    const { url, close } = await listen(0, () => {});
    const endpoint = url.replace('http:', 'https:');
    await expect(checkEngine(endpoint)).rejects.toThrow(`${endpoint} (DYNAMODB_ENDPOINT) does not respond to HTTPS.`);
    await close();
  });

  it('rejects a server that never responds', async () => {
    const { url, close } = await listen(0, () => {});
    await expect(checkEngine(url, 100)).rejects.toThrow(`${url} (DYNAMODB_ENDPOINT) does not respond: `);
    await close();
  });

  it('rejects a server that does not speak HTTP', async () => {
    const server = createServer((socket) => socket.resume().end('220 ready\r\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = Object(server.address());
    await expect(checkEngine(`http://127.0.0.1:${address.port}`)).rejects.toThrow(/does not respond: .*Parse Error/);
    server.close();
  });
});
