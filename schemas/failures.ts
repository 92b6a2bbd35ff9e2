/** A response with an error status. */
export type Failure = {
  readonly description: string;
  /** The stable code and the sentence of one of the errors with this status: what the service really sends. */
  readonly code: string;
  readonly error: string;
  /** JSON Pointers to the parts of the request that the sentence is about: one for each part between semicolons. */
  readonly pointers?: readonly string[];
};

/** A 400. `pointers` and the parts of the sentence belong together. */
export const invalid = (error: string, ...pointers: readonly string[]): Failure => ({
  description: 'The request is malformed or invalid. The error names every invalid field.',
  code: 'invalid',
  error,
  pointers,
});

export const invalidAddresses = invalid(
  'email must be an email address; phone must be in E.164 format, for example +4915112345678',
  '/email',
  '/phone',
);

export const contactNotFound: Failure = {
  description: 'No contact with that id exists in the authenticated tenant.',
  code: 'contact_not_found',
  error: 'Contact not found',
};

export const identityTaken: Failure = {
  description:
    'Another contact has this email or phone, and not only because a machine reported it. The error names its id.',
  code: 'identity_taken',
  error: 'email belongs to contact 01939b8e-6d20-7e4b-8c71-3f808a7f2d66',
  pointers: ['/email'],
};

export const identitiesTaken: Failure = {
  description: 'The email, phone and externalRef belong to different contacts. The error names them.',
  code: 'identity_taken',
  error:
    'email belongs to contact 01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55; ' +
    'phone belongs to contact 01939b8e-6d20-7e4b-8c71-3f808a7f2d66',
  pointers: ['/email', '/phone'],
};

export const valueTaken: Failure = {
  description: 'Another contact has this address, and not only because a machine reported it. The error names its id.',
  code: 'identity_taken',
  error: 'value belongs to contact 01939b8e-6d20-7e4b-8c71-3f808a7f2d66',
  pointers: ['/value'],
};

export const identityNotFound: Failure = {
  description: 'No contact with that id exists in the authenticated tenant, or it has no address with that id.',
  code: 'identity_not_found',
  error: 'The contact has no address with that id',
};

export const duplicateNotFound: Failure = {
  description: 'The two contacts were never suggested as duplicates, or one of them does not exist in the tenant.',
  code: 'duplicate_not_found',
  error: 'These two contacts are not suggested as duplicates',
};

export const identityLimit: Failure = {
  description: 'The contact has 50 addresses.',
  code: 'identity_limit',
  error: 'A contact has at most 50 addresses; remove one first',
};

export const externalRefTaken: Failure = {
  description: 'The record is linked to another contact. The error names its id.',
  code: 'external_ref_taken',
  error: 'externalRef belongs to contact 01939b8e-6d20-7e4b-8c71-3f808a7f2d66',
  pointers: ['/externalRef'],
};

export const externalRefsDiffer: Failure = {
  description:
    'Both contacts have a record of the CRM, and externalRef names none, or they are merged already, with another one ' +
    'than externalRef. The error names the records.',
  code: 'external_refs_differ',
  error: 'The contacts have the records 17 and 42 of the CRM: externalRef must name one of them',
  pointers: ['/externalRef'],
};

export const mergeLimit: Failure = {
  description: 'The contact would have more than 20 others in it.',
  code: 'merge_limit',
  error: 'At most 20 contacts can be merged into one; undo a merge first',
};

export const mergeNotFound: Failure = {
  description: 'There is no contact with that id in the tenant, or the other one is not merged into it.',
  code: 'merge_not_found',
  error: 'That contact is not merged into this one',
};

export const notResolvable: Failure = {
  description: "The contact has no link, email or phone, or the tenant's CRM cannot be asked now.",
  code: 'not_resolvable',
  error: 'The tenant has no connection to a CRM',
};

export const syncTokenExpired: Failure = {
  description: 'The sync token is older than 30 days, or it is not one of this tenant.',
  code: 'sync_token_expired',
  error: 'The sync token has expired; begin again with an empty one',
};

export const versionMismatch: Failure = {
  description: 'The current version of the contact is not the one in if-match.',
  code: 'version_mismatch',
  error: 'The contact has changed since; its etag is "1" now',
};

export const crmConnectionNotFound: Failure = {
  description: 'The tenant has no connection.',
  code: 'crm_connection_not_found',
  error: 'The tenant has no connection to a CRM',
};

export const crmFailed: Failure = {
  description: "The connection does not work, or the CRM's server failed. The error says why.",
  code: 'crm_failed',
  error: 'The server rejected the credentials.',
};

export const apiKeyNotFound: Failure = {
  description: 'The tenant has no API key with that id.',
  code: 'api_key_not_found',
  error: 'API key not found',
};

export const apiKeyEnded: Failure = {
  description: 'The key has expired, was revoked, or was rolled already.',
  code: 'key_ended',
  error: 'The API key has expired or was revoked; create another',
};

export const keyLimit: Failure = {
  description: 'The tenant has 100 API keys that work, or 500 with those that lists still show.',
  code: 'key_limit',
  error: 'The tenant has 100 API keys; revoke one that is no longer used',
};

export const callsBusy: Failure = {
  description:
    "Two other requests already call the tenant's CRM or webhooks, or the tenant or the credential sends too many " +
    'requests. Retry after the time in retry-after.',
  code: 'calls_busy',
  error: 'Two requests already call servers of the tenant. Please try again later.',
};

export const webhookNotFound: Failure = {
  description: 'The tenant has no webhook with that id.',
  code: 'webhook_not_found',
  error: 'Webhook not found',
};

export const webhookLimit: Failure = {
  description: 'The tenant has 10 webhooks, or the host name of the URL has no IP address.',
  code: 'webhook_limit',
  error: 'A tenant has at most 10 webhooks; delete one first',
};

export const webhookRotated: Failure = {
  description: 'Another request has just rotated the secret.',
  code: 'webhook_rotated',
  error: 'The secret of the webhook has just been rotated by another request',
};

export const webhookSecretLimit: Failure = {
  description: 'The webhook has been rotated so often that 5 of its secrets are valid.',
  code: 'webhook_secret_limit',
  error: 'The webhook has 5 secrets that are valid; wait until one ends, or rotate it with overlapSeconds 0',
};

export const webhookUnreachable: Failure = {
  description: 'The host name of the URL has no IP address.',
  code: 'webhook_failed',
  error: "url: The server's host name has no IP address.",
};

export const webhookFailed: Failure = {
  description: 'The receiver did not accept the message. The error says why.',
  code: 'webhook_failed',
  error: 'The receiver responded with 500.',
};

export const webhookDisabled: Failure = {
  description: 'The webhook is disabled.',
  code: 'webhook_disabled',
  error: 'The webhook is disabled; enable it first',
};
