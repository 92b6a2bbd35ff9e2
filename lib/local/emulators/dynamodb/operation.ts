import type { Database } from './database.ts';
import { type Custom, type Types, validations } from './dynalite.ts';

/** Validates the JSON body of a request, executes it and returns the JSON body of the response. */
export type Operation = (database: Database, body: object) => Promise<object>;

export type Operations = Record<string, Operation>;

/** Creates an operation that validates the request with `types` and `custom` before it calls `run`. */
export function operation<Request>(
  { types, custom }: { types: Types; custom?: Custom | undefined },
  run: (database: Database, request: Request) => Promise<object>,
): Operation {
  return async (database, body) => run(database, validate(database, body, types, custom) as Request);
}

/** Returns the fields of `body` that `types` names. Throws SerializationException or ValidationException. */
export function validate(database: Database, body: object, types: Types, custom?: Custom): object {
  const data = validations.checkTypes({ ...body }, types);
  validations.checkValidations(data, types, custom, database.store);
  return data;
}
