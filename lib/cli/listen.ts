/** `npm run listen`: a webhook of the local service, whose receiver verifies and prints each delivery. */
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import type { WebhookWithSecret } from '../../schemas/webhook.ts';
import { listen } from '../local/listen.ts';
import { onStopSignals } from '../local/stopSignals.ts';
import { eventLine } from './eventLine.ts';
import { run } from './run.ts';
import { readDemo, throwNotRunning } from './runningService.ts';

const usage = `Usage:
  npm run listen               creates a webhook of the first demo tenant, and shows each delivery that verifies on a
                               line, until Ctrl-C, which deletes the webhook
  npm run -s listen -- --json  prints the bodies of the deliveries

The tenant's setting eventValues adds the values before and after a change.`;

await run(usage, { options: { json: { type: 'boolean' } } }, async ({ values: { json } }) => {
  const { url, tenants } = await readDemo({ url: '', tenants: [{ apiKey: '' }] });
  const [{ apiKey } = throwNotRunning()] = tenants;
  let verifier: Webhook | undefined;
  const receiver = await listen(0, async (request, response) => {
    const body = await text(request);
    const event = verifier && verified(verifier, request, body);
    response.writeHead(event ? 204 : 400).end();
    if (event) console.log(json ? body : eventLine(event));
  });
  const webhooks = `${url}/api/webhooks`;
  const wanted = { url: receiver.url, description: 'npm run listen' };
  const created = await send(apiKey, 'POST', webhooks, wanted).catch(async (error) => {
    await receiver.close();
    throw error;
  });
  const { id, secret }: WebhookWithSecret = Object(await created.json());
  verifier = new Webhook(secret);
  console.error(`Webhook ${id} posts events to ${receiver.url}; Ctrl-C deletes it.`);
  onStopSignals(async () => {
    await send(apiKey, 'DELETE', `${webhooks}/${id}`);
    await receiver.close();
  }, console.error);
});

/** The event of a delivery; undefined, and a line that says why, if the signature does not verify. */
function verified(verifier: Webhook, { headers }: IncomingMessage, body: string) {
  try {
    const single = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    verifier.verify(body, Object.fromEntries(single));
  } catch (error) {
    console.error(`A request that is no delivery of the webhook was refused: ${Object(error).message}`);
    return undefined;
  }
  const { timestamp: time, type, data: detail } = JSON.parse(body);
  return { time, type, detail };
}

/** Sends a request to the API. Throws its error. */
async function send(apiKey: string, method: string, url: string, body?: object): Promise<Response> {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  }).catch(() => throwNotRunning());
  if (response.ok) return response;
  throw new Error(`${method} ${new URL(url).pathname} failed: ${await response.text()}`);
}
