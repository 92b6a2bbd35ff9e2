import { logger } from './logger.ts';

/** The changes of what a tenant is and who may act for it, and what cannot be undone. */
export type AuditedChange =
  | 'contact.erased'
  | 'settings.replaced'
  | 'crm_connection.replaced'
  | 'crm_connection.deleted'
  | 'api_key.created'
  | 'api_key.rolled'
  | 'api_key.revoked'
  | 'webhook.created'
  | 'webhook.changed'
  | 'webhook.secret_rotated'
  | 'webhook.deleted';

/** Who made a change, and `id` if the tenant has several things of its kind, for example the id of an API key. */
type Audited = { readonly tenantId: string; readonly actor: string; readonly id?: string };

/**
 * Writes the audit line of a change that was made: what was changed and who changed it, but no value. Call it as soon
 * as the change is stored, before anything else can fail.
 */
export const audit = (change: AuditedChange, audited: Audited): void => logger.info('audit', { change, ...audited });
