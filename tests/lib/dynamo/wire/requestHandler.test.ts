import dns from 'node:dns';
import type { Socket } from 'node:net';
import { jest } from '@jest/globals';
import { HttpRequest } from '@smithy/core/protocols';
import { requestHandler } from '../../../../lib/dynamo/wire/requestHandler.ts';
import { respond, type StandIn, startStandIn } from './standIn.ts';

let act: (socket: Socket) => void;
let standIn: StandIn;
beforeEach(async () => {
  standIn = await startStandIn((socket) => act(socket));
});
afterEach(() => {
  standIn.close();
  jest.restoreAllMocks();
});

/** What nothing but a hang exceeds. */
const long = 60_000;
const handlerWith = (limits = {}) => requestHandler({ connectionTimeout: long, requestTimeout: long, ...limits });
const requestTo = (url: string, body = '{}') => {
  const { protocol, hostname, port } = new URL(url);
  return new HttpRequest({ protocol, hostname, port: Number(port), method: 'POST', headers: { a: 'b' }, body });
};

describe('the request handler', () => {
  it('sends a request and returns the whole response', async () => {
    act = (socket) => respond(socket, 201, 'a☃b', { Date: 'Thu, 26 Nov 2026 12:00:00 GMT' });
    const handler = handlerWith();
    const { response } = await handler.handle(requestTo(standIn.url, '"☃"'));
    handler.destroy();
    expect(standIn.requests).toMatchObject([{ body: '"☃"', headers: { a: 'b', 'content-length': '5' } }]);
    expect(response).toMatchObject({ statusCode: 201, headers: { date: 'Thu, 26 Nov 2026 12:00:00 GMT' } });
    expect(response.body).toEqual(Buffer.from('a☃b'));
  });

  it('returns a response of many parts, and an empty one', async () => {
    const handler = handlerWith();
    const text = '☃'.repeat(500_000);
    act = (socket) => respond(socket, 200, text);
    expect((await handler.handle(requestTo(standIn.url))).response.body.toString()).toBe(text);
    act = (socket) => respond(socket, 200, '');
    expect((await handler.handle(requestTo(standIn.url))).response.body).toHaveLength(0);
    handler.destroy();
  });

  it('keeps connections open for later requests', async () => {
    act = (socket) => respond(socket, 200, '');
    const handler = handlerWith();
    for (let i = 0; i < 3; i++) await handler.handle(requestTo(standIn.url));
    handler.destroy();
    expect(standIn.connections()).toBe(1);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['hangs', () => undefined],
    ['sends no body', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n')],
  ])('rejects with a TimeoutError where the server %s', async (_, fault) => {
    act = fault;
    const handler = handlerWith({ requestTimeout: 100 });
    await expect(handler.handle(requestTo(standIn.url))).rejects.toMatchObject({
      name: 'TimeoutError',
      code: 'ETIMEDOUT',
      message: 'A request took more than 100 ms',
    });
    handler.destroy();
  });

  it('gives up after the time of one request', async () => {
    act = () => undefined;
    const handler = handlerWith();
    const attempt = handler.handle(requestTo(standIn.url), { requestTimeout: 10 });
    await expect(attempt).rejects.toThrow('A request took more than 10 ms');
    handler.destroy();
  });

  it('rejects with a TimeoutError where no connection opens in time', async () => {
    jest.spyOn(dns, 'lookup').mockImplementation(() => undefined);
    const handler = handlerWith({ connectionTimeout: 10 });
    await expect(handler.handle(requestTo('http://dynamodb.test:1'))).rejects.toMatchObject({
      name: 'TimeoutError',
      message: 'A connection took more than 10 ms',
    });
    handler.destroy();
  });

  it('has at most 50 connections, for which other requests wait', async () => {
    const waiting: Socket[] = [];
    act = (socket) => {
      waiting.push(socket);
      if (waiting.length >= 50) for (const ready of waiting.splice(0)) respond(ready, 200, '');
    };
    const handler = handlerWith();
    await Promise.all(Array.from({ length: 100 }, () => handler.handle(requestTo(standIn.url))));
    handler.destroy();
    expect(standIn.connections()).toBe(50);
  });
});
