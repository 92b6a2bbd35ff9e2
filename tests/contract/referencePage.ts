/**
 * `npm run test:docs`: what a person does with the page at /docs, in Chromium. It writes what the page looks like to
 * .build/docs/.
 */
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import description from '../../schemas/openapi.json' with { type: 'json' };
import { type Browser, type Page, startBrowser } from '../support/browser.ts';
import { startWholeService, type WholeService } from '../support/wholeService.ts';

const pictures = '.build/docs';
const operations = Object.values(description.paths).flatMap((path) => Object.keys(path)).length;

let service: WholeService;
let browser: Browser;
before(async () => {
  await mkdir(pictures, { recursive: true });
  service = await startWholeService();
  browser = await startBrowser();
});
after(() => Promise.all([service?.stop(), browser?.close()]));

const desktop = { width: 1280, height: 1000, colors: 'light' } as const;
const open = async (view: Parameters<Browser['open']>[1], anchor = ''): Promise<Page> => {
  const page = await browser.open(`${service.demo.url}/docs${anchor}`, view);
  await page.when(`document.querySelectorAll('.opblock').length === ${operations}`);
  return page;
};
const find = (selector: string): string => `document.querySelector(${JSON.stringify(selector)})`;

/** Fails if the page has asked another host for something, or complained about something. */
function assertQuiet({ requests, complaints }: Page): void {
  const foreign = requests.filter((url) => !url.startsWith(`${service.demo.url}/`) && !url.startsWith('data:'));
  assert.deepEqual({ foreign, complaints }, { foreign: [], complaints: [] });
  assert(requests.length >= 4);
}

async function authorize(page: Page): Promise<void> {
  await page.click(find('.btn.authorize'));
  await page.type(find('.auth-container input'), String(service.demo.tenants[0]?.apiKey));
  await page.click(find('.auth-container .authorize[type=submit]'));
  await page.click(find('.auth-container .btn-done'));
}

/** Opens an operation, fills in its fields, executes it, and returns the status that the page shows. */
async function tryOut(page: Page, operationId: string, fields: Readonly<Record<string, string>>): Promise<unknown> {
  const operation = `[id$="-${operationId}"]`;
  await page.click(find(`${operation} .opblock-summary-control[aria-expanded=false]`));
  return send(page, operation, fields);
}

async function send(page: Page, operation: string, fields: Readonly<Record<string, string>>): Promise<unknown> {
  for (const [field, text] of Object.entries(fields)) await page.type(find(`${operation} ${field}`), text);
  await page.click(find(`${operation} .execute`));
  return page.when(`${find(`${operation} .live-responses-table tbody .response-col_status`)}?.innerText.trim()`);
}

test('The page shows every operation, runs without complaints, and requests nothing from another host', async () => {
  const page = await open(desktop);
  await page.capture(`${pictures}/desktop.png`);
  assertQuiet(page);
});

test('A person tries out a GET, a PATCH and a merge-patch with the demo key', async () => {
  const page = await open({ ...desktop, height: 2200 });
  await authorize(page);
  const [tenant] = service.demo.tenants;
  const id = String(tenant?.contacts[0]?.id);
  assert.equal(await tryOut(page, 'getContact', { '[data-param-name=id] input': id }), '200');

  const body = (text: string) => ({ '[data-param-name=id] input': id, '.body-param__text': text });
  assert.equal(await tryOut(page, 'updateContact', body('{"name": "Grace Hopper"}')), '200');
  await page.capture(`${pictures}/tried.png`);

  const operation = '[id$="-updateContact"]';
  await page.click(find(`${operation} .btn-clear`));
  const select = find(`${operation} .body-param-content-type select`);
  await page.when(`${select} && (${select}.value = 'application/merge-patch+json',
    ${select}.dispatchEvent(new Event('change', { bubbles: true })))`);
  assert.equal(await send(page, operation, body('{"phone": null}')), '200');

  const headers = { authorization: `Bearer ${tenant?.apiKey}` };
  const contact = await (await fetch(`${service.demo.url}/api/contacts/${id}`, { headers })).json();
  assert.partialDeepStrictEqual(contact, { firstName: 'Grace', lastName: 'Hopper', phone: null });
  assertQuiet(page);
});

test('The page fits a phone, is dark where the system is, and leads to one operation by its address', async () => {
  const page = await open({ width: 390, height: 844, colors: 'dark' }, '#/contacts/updateContact');
  await page.when(find('#operations-contacts-updateContact .execute'));
  await page.capture(`${pictures}/phone.png`);
  assert.equal(await page.when('document.documentElement.scrollWidth'), 390);
  assert.match(String(await page.when('getComputedStyle(document.body).backgroundColor')), /^rgb\((\d\d?(, )?){3}\)$/);
  assertQuiet(page);
});
