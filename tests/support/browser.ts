import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Page = {
  /** The URLs that the page has requested. */
  readonly requests: readonly string[];
  /** What the console shows of warnings, errors, uncaught exceptions and violations of the content security policy. */
  readonly complaints: readonly string[];
  /** The first true value of a JavaScript expression, which is evaluated until it has one. Throws after a minute. */
  when(expression: string): Promise<unknown>;
  /** Clicks the element that this expression finds, once it exists. */
  click(element: string): Promise<void>;
  /** Replaces the text of a field as a person would, by typing, and leaves the field. */
  type(element: string, text: string): Promise<void>;
  /** Writes what the page shows as a PNG file. */
  capture(file: string): Promise<void>;
};

type View = { readonly width: number; readonly height: number; readonly colors: 'light' | 'dark' };

export type Browser = { open(url: string, view: View): Promise<Page>; close(): Promise<void> };

/** Milliseconds after which something that a test waits for will not happen. */
const patience = 60_000;

/** Starts Debian's Chromium without a window. It finds no host but 127.0.0.1. */
export async function startBrowser(): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
  const options = ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0', '--no-first-run'];
  const offline = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';
  const chromium = spawn('chromium', [...options, offline, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exit = once(chromium, 'exit');
  const address = Promise.withResolvers<string>();
  let output = '';
  chromium.stderr.on('data', (chunk) => {
    output += chunk;
    const [found] = /ws:\/\/\S+/.exec(output) ?? [];
    if (found) address.resolve(found);
  });
  exit.then(() => address.reject(new Error(`Chromium has ended:\n${output}`)), address.reject);
  const protocol = await connect(await address.promise);
  return {
    open: (url, view) => openPage(protocol, url, view),
    close: async () => {
      await protocol.send('Browser.close', {});
      await exit;
      // Chromium's other processes may still write to it for a moment.
      await rm(profile, { recursive: true, maxRetries: 20 });
    },
  };
}

type Message = { readonly id?: number; readonly method?: string; readonly sessionId?: string } & Record<
  'params' | 'result' | 'error',
  // biome-ignore lint/suspicious/noExplicitAny: messages of the Chrome DevTools Protocol have every shape
  any
>;
type Protocol = {
  send(method: string, params: object, sessionId?: string): Promise<Message['result']>;
  listen(listener: (message: Message) => void): void;
};

async function connect(address: string): Promise<Protocol> {
  const socket = new WebSocket(address);
  const replies = new Map<number, PromiseWithResolvers<Message['result']>>();
  const listeners: ((message: Message) => void)[] = [];
  socket.addEventListener('message', ({ data }) => {
    const message: Message = JSON.parse(data);
    const reply = replies.get(message.id ?? 0);
    if (message.error) reply?.reject(new Error(message.error.message));
    else if (reply) reply.resolve(message.result);
    else for (const listener of listeners) listener(message);
  });
  await once(socket, 'open');
  return {
    send: (method, params, sessionId) => {
      const id = replies.size + 1;
      replies.set(id, Promise.withResolvers());
      socket.send(JSON.stringify({ id, method, params, sessionId }));
      return replies.get(id)?.promise ?? Promise.reject();
    },
    listen: (listener) => void listeners.push(listener),
  };
}

async function openPage(protocol: Protocol, url: string, { width, height, colors }: View): Promise<Page> {
  const { targetId } = await protocol.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await protocol.send('Target.attachToTarget', { targetId, flatten: true });
  const send = (method: string, params: object = {}) => protocol.send(method, params, sessionId);
  const requests: string[] = [];
  const complaints: string[] = [];
  protocol.listen((message) => {
    if (message.sessionId !== sessionId) return;
    const { method, params } = message;
    if (method === 'Network.requestWillBeSent') requests.push(params.request.url);
    if (method === 'Log.entryAdded' && params.entry.level !== 'verbose') complaints.push(params.entry.text);
    if (method === 'Runtime.exceptionThrown') complaints.push(params.exceptionDetails.exception?.description);
    if (method === 'Runtime.consoleAPICalled' && ['error', 'warning'].includes(params.type))
      complaints.push(
        params.args.map(({ value, description }: Record<string, unknown>) => value ?? description).join(),
      );
  });
  for (const domain of ['Network', 'Log', 'Runtime', 'Page']) await send(`${domain}.enable`);
  await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 600 });
  await send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: colors }] });
  await send('Page.navigate', { url });

  async function when(expression: string): Promise<unknown> {
    const polling = `new Promise((resolve, reject) => {
      const look = () => { const found = ${expression}; found ? resolve(found) : setTimeout(look, 20); };
      setTimeout(() => reject(new Error(${JSON.stringify(`Never true: ${expression}`)})), ${patience});
      look();
    })`;
    const { result, exceptionDetails } = await send('Runtime.evaluate', { expression: polling, awaitPromise: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception.description);
    return result.value;
  }
  const click = async (element: string) => void (await when(`${element} && (${element}.click(), true)`));
  return {
    requests,
    complaints,
    when,
    click,
    type: async (element, text) => {
      await when(`${element} && (${element}.focus(), ${element}.select(), true)`);
      await send('Input.insertText', { text });
      await when('(document.activeElement.blur(), true)');
    },
    capture: async (file) => {
      const { data } = await send('Page.captureScreenshot');
      await writeFile(file, Buffer.from(data, 'base64'));
    },
  };
}
