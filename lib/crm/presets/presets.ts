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
 * How known servers are asked. Each file tells for which server it was made, and what of it nobody has tried against that
 * server: the check when a connection is put shows whether it fits.
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
