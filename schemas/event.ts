import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { Validator } from './contract.ts';

/**
 * One event as data. Within a version, the form only gains optional fields, and readers ignore fields that they do not
 * know. A change that would break readers gets a new version.
 */
export type EventContract = {
  /** EventBridge's `detail-type`. */
  readonly detailType: string;
  readonly description: string;
  /** An object whose fields are independent: an invalid one is dropped, and the others count. */
  readonly independent?: string;
  readonly detail: JSONSchema & {
    readonly type: 'object';
    /** `version` is the version of the form, or, in an event about a change, of what has changed. */
    readonly properties: { readonly version: JSONSchema & { readonly description: string } };
    readonly examples: readonly object[];
  };
};

/** What remains of an event contract at run time. `type` never has a value: it carries the type of the detail. */
export type CompiledEvent<Detail> = {
  readonly detailType: string;
  readonly independent?: string;
  /** The names of the properties that are times. */
  readonly times: readonly string[];
  readonly detail: Validator;
  readonly type?: Detail;
};

export type DetailOf<E extends EventContract> = FromSchema<E['detail']>;
