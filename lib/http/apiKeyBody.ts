import type { ApiKeyBody } from '../../schemas/apiKey.ts';
import { type ApiKey, keyIdOf } from '../contacts/apiKeys.ts';

/** Makes the public form of an API key: without its hash. */
export const toApiKeyBody = (key: ApiKey): ApiKeyBody => ({
  id: keyIdOf(key.keyHash),
  name: key.name,
  kind: key.kind,
  scopes: [...key.scopes],
  createdAt: key.createdAt,
  createdBy: key.createdBy,
  expiresAt: key.expiresAt ?? null,
  revokedAt: key.revokedAt ?? null,
  replacedBy: key.replacedBy ?? null,
});
