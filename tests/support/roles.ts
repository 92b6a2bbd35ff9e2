import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingHttpHeaders } from 'node:http';
import type { Action } from '../../lib/build/statements.ts';
import { limitPartition } from '../../lib/dynamo/table/keys.ts';
import { ownSource } from '../../lib/events/ownSource.ts';

declare global {
  /** The functions of serverless.yml. jest.config.js sets it; a process that Jest does not start has none. */
  var functions: Record<string, { actions: Action[] }> | undefined;
  /** The name in serverless.yml of each handler's function. transform.cjs fills it. */
  var functionNames: Map<unknown, string> | undefined;
}

const running = new AsyncLocalStorage<string>();

/** The AWS requests that functions made without permission in their role, each as a sentence. */
export const deniedActions = new Set<string>();

/**
 * Runs a handler with the role of its function: AWS requests that the role does not allow are added to `deniedActions`.
 * In a process that does not use transform.cjs, no role is checked.
 */
export function asFunction<T>(handler: unknown, run: () => T): T {
  const { functionNames } = globalThis;
  const name = functionNames?.get(handler);
  if (functionNames && name === undefined) throw new Error('serverless.yml has no function with this handler');
  return name === undefined ? run() : running.run(name, run);
}

/** Whether a handler of serverless.yml is running. */
export const isFunctionRunning = (): boolean => running.getStore() !== undefined;

/** Checks a request to DynamoDB against the role of the function that sent it. */
export function checkRole(headers: IncomingHttpHeaders, operation: string, body: string): void {
  const name = headers[header];
  if (typeof name === 'string') for (const action of actionsOf(operation, JSON.parse(body))) check(name, action);
}

const header = 'x-function';

const created = 'http.client.request.created';

const onRequest = (message: unknown): void => {
  const { request } = message as { request: ClientRequest };
  const name = running.getStore();
  const [service = '', operation] = String(request.getHeader('x-amz-target')).split('.');
  if (name === undefined || operation === undefined || request.hasHeader(header)) return;
  // The actions of a DynamoDB request depend on its body, which the proxy reads. It finds the function in this header.
  if (service.startsWith('DynamoDB')) request.setHeader(header, name);
  else if (operation === 'PutEvents')
    onBody(request, (body) => {
      for (const action of publishActions(JSON.parse(body))) check(name, action);
    });
  else if (/CreateSecret|SecretValue|DeleteSecret/.test(operation))
    onBody(request, (body) => check(name, secretAction(operation, JSON.parse(body))));
  else if (service === 'AmazonSQS') onBody(request, (body) => check(name, queueAction(operation, JSON.parse(body))));
  else check(name, `${service.replace('AWS', '').toLowerCase()}:${operation}`);
};

subscribe(created, onRequest);
// The channel belongs to the worker, which would call, and keep in memory, one listener for each test file.
if ('afterAll' in globalThis) afterAll(() => void unsubscribe(created, onRequest));

/** Calls back with the body of a request when the SDK writes it, which it does at once. */
function onBody(request: ClientRequest, seen: (body: string) => void): void {
  const end = request.end.bind(request);
  request.end = (body: unknown, ...rest: unknown[]) => {
    seen(String(body));
    return Reflect.apply(end, request, [body, ...rest]);
  };
}

/** Each type of event needs permission of its own, and only for the service's own source. */
const publishActions = ({ Entries }: { Entries: { Source: string; DetailType: string }[] }): Action[] =>
  Entries.map(
    ({ Source, DetailType }) => `events:PutEvents:${DetailType}${Source === ownSource ? '' : ` as ${Source}`}`,
  );

/** The kind of a secret is the part of its name after the prefix of the stage. */
const secretAction = (operation: string, { Name, SecretId = Name }: { Name?: string; SecretId?: string }): Action =>
  `secretsmanager:${operation}:${SecretId?.split('/')[1]}`;

/** IAM has one action for SendMessage and SendMessageBatch. */
const queueAction = (operation: string, { QueueUrl }: { QueueUrl: string }): Action =>
  `sqs:${operation.replace('Batch', '')}:${QueueUrl.split('/').at(-1)}`;

function check(name: string, action: Action): void {
  if (!globalThis.functions?.[name]?.actions.includes(action)) deniedActions.add(`${name} may not ${action}`);
}

type DynamoDbRequest = {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Key?: { readonly tenantId?: { readonly S?: string } };
  readonly TransactItems?: readonly Readonly<Record<string, { readonly TableName: string }>>[];
};

/** The actions that a request to DynamoDB needs. A transaction needs those of its parts. */
function actionsOf(operation: string, { TableName = '', IndexName, Key, TransactItems }: DynamoDbRequest): Action[] {
  const on = (table: string, action: string) => (table.endsWith('-keys') ? `keys:${action}` : action);
  const parts = (TransactItems ?? []).flatMap((parts) => Object.entries(parts));
  if (parts.length > 0) return parts.map(([part, { TableName: table }]) => on(table, `${part}Item`));
  if (Key?.tenantId?.S?.startsWith(limitPartition(''))) return [`limits:${operation}`];
  return [on(TableName, IndexName ? `${operation}:${IndexName}` : operation)];
}
