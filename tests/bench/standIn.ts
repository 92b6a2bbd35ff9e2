import { createServer } from 'node:http';
import { replies } from './scenario.ts';

/** A process that stands in for DynamoDB: canned replies over connections that stay open. Sends its URL to its parent. */
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
