import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import type { ClientRequest, IncomingHttpHeaders } from 'node:http';
import { parse } from 'yaml';
import type { Action } from '../../lib/build/role.ts';

declare global {
  /** What the tests' transform knows of handlers: the function in serverless.yml that each is. */
  var functionNames: Map<unknown, string> | undefined;
}

const functions: Record<string, { actions: Action[] }> = parse(readFileSync('serverless.yml', 'utf8')).functions;
const running = new AsyncLocalStorage<string>();

/** What functions asked AWS for that their roles do not allow. */
export const denials = new Set<string>();

/** Runs a handler as the function that it is. A process that is not made by the tests' transform knows no functions. */
export function asFunction<T>(handler: unknown, run: () => T): T {
  const { functionNames } = globalThis;
  const name = functionNames?.get(handler);
  if (functionNames && name === undefined) throw new Error('This is the handler of no function.');
  return name === undefined ? run() : running.run(name, run);
}

/** Notes what the function that sent a request to DynamoDB may not do. */
export function checkRole(headers: IncomingHttpHeaders, operation: string, body: string): void {
  const name = headers[header];
  if (typeof name === 'string') for (const action of actionsOf(operation, JSON.parse(body))) check(name, action);
}

const header = 'x-function';

subscribe('http.client.request.created', (message) => {
  const { request } = message as { request: ClientRequest };
  const name = running.getStore();
  const [service = '', operation] = String(request.getHeader('x-amz-target')).split('.');
  if (name === undefined || operation === undefined || request.hasHeader(header)) return;
  // What is asked of DynamoDB stands in the body, which the wire reads.
  if (service.startsWith('DynamoDB')) request.setHeader(header, name);
  else check(name, actionOf(service, operation));
});

/** IAM has one action for SendMessage and SendMessageBatch. */
const actionOf = (service: string, operation: string): Action =>
  service === 'AmazonSQS'
    ? `sqs:${operation.replace('Batch', '')}`
    : `${service.replace('AWS', '').toLowerCase()}:${operation}`;

function check(name: string, action: Action): void {
  if (!functions[name]?.actions.includes(action)) denials.add(`${name} may not ${action}`);
}

/** The permissions that DynamoDB wants for a request: for a transaction those of its parts. */
function actionsOf(operation: string, body: { IndexName?: string; TransactItems?: object[] }): Action[] {
  const parts = (body.TransactItems ?? []).flatMap(Object.keys).map((part) => `${part}Item`);
  return parts.length > 0 ? parts : [body.IndexName ? `${operation}:${body.IndexName}` : operation];
}
