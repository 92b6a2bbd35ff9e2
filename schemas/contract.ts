import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { Failure } from './failures.ts';

/** The scopes of credentials. A contract names the one scope that it requires. */
export const scopes = [
  'contacts:read',
  'contacts:write',
  'contacts:erase',
  'crm:manage',
  'settings:manage',
  'keys:manage',
] as const;
export type Scope = (typeof scopes)[number];

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * `dependentSchemas` may only exclude properties, and `anyOf` only require one of several, so that both can be
 * published in a form that code generators accept.
 */
export type ObjectSchema = JSONSchema & {
  readonly type: 'object';
  readonly anyOf?: readonly { readonly required: readonly string[] }[];
  readonly dependentSchemas?: {
    readonly [name: string]: { readonly properties: { readonly [excluded: string]: false } };
  };
};

/** One endpoint as data. Without a `scope`, it needs no credential. */
export type Contract = {
  readonly operationId: string;
  readonly method: Method;
  readonly path: `/api/${string}`;
  readonly summary: string;
  readonly description: string;
  readonly scope?: Scope;
  readonly params?: ObjectSchema;
  readonly query?: ObjectSchema;
  /** The schema of the body, by media type. */
  readonly body?: { readonly [mediaType: string]: ObjectSchema };
  /** The size of a body, at most; 16 KB if it is missing. */
  readonly bodyKilobytes?: number;
  /** The request headers that the endpoint understands, by name. */
  readonly headers?: {
    readonly [name: string]: { readonly description: string; readonly example?: string; readonly maxLength?: number };
  };
  /** The response to a request that succeeds. A 204 has no body, so it has no schema. */
  readonly success: {
    readonly description: string;
    readonly headers?: { readonly [name: string]: string };
  } & (
    | { readonly status: 200 | 201 | 202; readonly schema: object }
    | { readonly status: 204; readonly schema?: never }
  );
  /** The 201 with which the endpoint also succeeds, with the same schema, where the handler says that it created. */
  readonly created?: { readonly description: string; readonly headers?: { readonly [name: string]: string } };
  /** The error statuses, beyond those that lib/build/failures.ts adds to all endpoints. */
  readonly failures: { readonly [status: number]: Failure };
};

/** A contract whose endpoint needs a credential. */
export type ScopedContract = Contract & { readonly scope: Scope };

/** A contract whose endpoint needs no credential. */
export type PublicContract = Contract & { readonly scope?: never };

/**
 * One violation of a schema, as the generated validators report it: ajv's error object without its message. The params
 * of a violated format have its phrase instead of its name.
 */
export type Violation = {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
};

export type Validator = { (data: unknown): boolean; errors?: readonly Violation[] | null };

/** What remains of a contract at run time: the validators that were generated from its schemas. */
export type CompiledContract = {
  readonly method: Method;
  readonly path: string;
  readonly scope?: Scope;
  readonly status: number;
  /** Whether the endpoint understands if-match. */
  readonly ifMatch: boolean;
  /** Whether the endpoint understands idempotency-key. */
  readonly idempotent?: true;
  readonly params?: Validator;
  readonly query?: Validator;
  /** The names of the query parameters that are integers. */
  readonly integers?: readonly string[];
  readonly body?: { readonly [mediaType: string]: Validator };
  readonly bodyKilobytes?: number;
};

type Shape<S> = S extends JSONSchema ? FromSchema<S> : Record<string, never>;

/** The type of a valid request, by its contract. */
export type RequestOf<C extends Contract> = {
  readonly params: Shape<C['params']>;
  readonly query: Shape<C['query']>;
  readonly body: C['body'] extends object ? Shape<C['body'][keyof C['body']]> : undefined;
};

/** A compiled contract. `request` never has a value: it carries the type of the request. */
export type Compiled<C extends Contract> = CompiledContract & {
  readonly request?: RequestOf<C>;
} & (C extends ScopedContract ? { readonly scope: C['scope'] } : { readonly scope?: never });
