import { createServer } from 'node:http';
import { replies } from './scenario.ts';

/**
 * A stub of DynamoDB in a process of its own: canned replies over keep-alive connections. Sends its URL to the parent.
 */
const bodies = new Map(Object.entries(replies).map(([operation, reply]) => [operation, JSON.stringify(reply)]));

const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  const body = bodies.get(String(request.headers['x-amz-target']).replace(/^.*\./, ''));
  request.resume().on('end', () => {
    response.writeHead(body ? 200 : 501, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(body ?? ''),
      'x-amzn-requestid': 'BENCH',
    });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address && typeof address === 'object') process.send?.(`http://127.0.0.1:${address.port}`);
});
process.on('disconnect', () => process.exit());
