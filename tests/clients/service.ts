import { readFileSync } from 'node:fs';

const read = (name: string) => JSON.parse(readFileSync(`${process.env.LOCAL_DIRECTORY}/${name}`, 'utf8'));

/** The running service of withService.ts, and its demo data. */
export const { url, crm, tenants }: Demo = read('demo.json');
/** The bearer token of the demo CRM. */
export const { token }: { readonly token: string } = read('crm.json');

type Demo = {
  readonly url: string;
  readonly crm: { readonly url: string; readonly known: { readonly email: string } };
  readonly tenants: readonly [Tenant, Tenant];
};
type Tenant = { readonly apiKey: string; readonly contacts: readonly [{ readonly id: string }] };

/** A name and an email that clients with an ASCII idea of text refuse. */
export const name = 'Zoë 👩🏽‍🚀 Müller';
export const email = 'jürgen@müller.de';
