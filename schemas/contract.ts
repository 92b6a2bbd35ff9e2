import type { FromSchema, JSONSchema } from 'json-schema-to-ts';

/** What a credential may allow. Each contract names the one scope that it needs. */
export const scopes = ['contacts:read', 'contacts:write', 'contacts:erase', 'crm:manage', 'settings:manage'] as const;
export type Scope = (typeof scopes)[number];

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

type ObjectSchema = JSONSchema & { readonly type: 'object'; readonly dependentSchemas?: object };

/** One endpoint as data: all that is known of it before any code runs. No `scope` means that no credential is needed. */
export type Contract = {
  readonly operationId: string;
  readonly method: Method;
  readonly path: `/api/${string}`;
  readonly summary: string;
  readonly description: string;
  readonly scope?: Scope;
  readonly params?: ObjectSchema;
  readonly query?: ObjectSchema;
  /** Media type to schema. */
  readonly body?: { readonly [mediaType: string]: ObjectSchema };
  /** Request headers with a meaning of their own, by name: what they do. */
  readonly headers?: { readonly [name: string]: string };
  /** The response of a request that succeeds. A 204 has no body, and so no schema. */
  readonly success: {
    readonly description: string;
    readonly headers?: { readonly [name: string]: string };
  } & (
    | { readonly status: 200 | 201 | 202; readonly schema: object }
    | { readonly status: 204; readonly schema?: never }
  );
  /** Statuses of failure beside those that every endpoint of its kind has, and what they mean here. */
  readonly failures: { readonly [status: number]: string };
};

/** A violation as the generated validators report it (ajv's error object without its English message). */
export type Violation = {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
};

export type Validator = { (data: unknown): boolean; errors?: readonly Violation[] | null };

/** What is left of a contract at run time: no schema, only the validators that were generated from it. */
export type CompiledContract = {
  readonly method: Method;
  readonly path: string;
  readonly scope?: Scope;
  readonly status: number;
  /** Whether if-match means something. */
  readonly ifMatch: boolean;
  readonly params?: Validator;
  readonly query?: Validator;
  readonly body?: { readonly [mediaType: string]: Validator };
};

type Shape<S> = S extends JSONSchema ? FromSchema<S> : Record<string, never>;

/** What a valid request holds, by its contract. */
export type RequestOf<C extends Contract> = {
  readonly params: Shape<C['params']>;
  readonly query: Shape<C['query']>;
  readonly body: C['body'] extends object ? Shape<C['body'][keyof C['body']]> : undefined;
};

/** The compiled form of one contract, with the types of its request, which are in no value at run time. */
export type Compiled<C extends Contract> = CompiledContract & { readonly request?: RequestOf<C> };
