import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { Validator } from './contract.ts';

/**
 * One event as data. Within a version its form only ever gains fields, so fields that are not known are passed over; what
 * would break a reader gets a new version.
 */
export type EventContract = {
  /** EventBridge's `detail-type`. */
  readonly detailType: string;
  readonly description: string;
  readonly detail: JSONSchema & {
    readonly type: 'object';
    readonly properties: { readonly version: { readonly const: number; readonly description: string } };
  };
};

/** What is left of it at run time, with the type of its detail, which is in no value there. */
export type CompiledEvent<Detail> = {
  readonly detailType: string;
  readonly detail: Validator;
  readonly type?: Detail;
};

export type DetailOf<E extends EventContract> = FromSchema<E['detail']>;
