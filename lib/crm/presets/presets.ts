import type { PresetName } from '../../../schemas/crmConnection.ts';
import { attio } from './attio.ts';
import { dataverse } from './dataverse.ts';
import { findContact } from './findContact.ts';
import { hubspot } from './hubspot.ts';
import { odoo } from './odoo.ts';
import { pipedrive } from './pipedrive.ts';
import type { Preset } from './preset.ts';
import { salesforce } from './salesforce.ts';
import { zoho } from './zoho.ts';

/**
 * The presets by name. Each file says which server it was written for, and what has not been tested against that
 * server; `PUT /api/crm-connection` shows whether it works.
 */
export const presets: Readonly<Record<PresetName, Preset>> = {
  default: findContact,
  hubspot,
  salesforce,
  pipedrive,
  attio,
  dataverse,
  odoo,
  zoho,
};
