import { rm } from 'node:fs/promises';
import type { DemoTenant } from './demo.ts';
import { throwCannot } from './fileErrors.ts';
import { findPrivateFile } from './privateFile.ts';

const tenant: DemoTenant = { tenantId: '', apiKey: '', readOnlyApiKey: '', contacts: [{ id: '', email: '' }] };

/**
 * Reads the demo tenants of the last run from demo.json, and deletes the file: it is there only while it is true, and
 * after that run has ended. Throws one sentence if the file is damaged.
 */
export async function takeDemoTenants(file: string): Promise<readonly DemoTenant[]> {
  const demo = await findPrivateFile(file, { tenants: [tenant] });
  await rm(file, { force: true }).catch((error) => throwCannot(`delete ${file}`, error));
  return demo?.tenants ?? [];
}
