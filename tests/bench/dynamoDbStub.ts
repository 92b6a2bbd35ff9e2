import { createServer } from 'node:https';
import { crc32 } from 'node:zlib';
import { makeCertificate } from './certificate.ts';
import { replies } from './scenario.ts';

/**
 * A stub of DynamoDB in a process of its own: canned replies over TLS and keep-alive connections, and `GET /ping`.
 * Sends its URL and its certificate to the parent.
 */
const bodies = new Map(Object.entries(replies).map(([operation, reply]) => [operation, JSON.stringify(reply)]));

const { key, cert } = makeCertificate();
const server = createServer({ key, cert, keepAliveTimeout: 120_000 }, (request, response) => {
  const isPing = request.url === '/ping';
  const body = isPing ? 'healthy' : bodies.get(String(request.headers['x-amz-target']).replace(/^.*\./, ''));
  request.resume().on('end', () => {
    response.writeHead(body ? 200 : 501, {
      'content-type': isPing ? 'text/plain' : 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(body ?? ''),
      'x-amzn-requestid': 'BENCH',
      'x-amz-crc32': crc32(body ?? ''),
    });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address && typeof address === 'object') process.send?.({ url: `https://127.0.0.1:${address.port}`, cert });
});
process.on('disconnect', () => process.exit());
