import type { Database } from './database.ts';
import { type Custom, type Types, validations } from './dynalite.ts';

/** Checks the JSON body of one request, carries it out and answers with the JSON of the reply. */
export type Operation = (database: Database, body: object) => Promise<object>;

export type Operations = Record<string, Operation>;

/** An operation whose request is checked against `types` and `custom` and then has the form that `run` takes. */
export function operation<Request>(
  { types, custom }: { types: Types; custom?: Custom | undefined },
  run: (database: Database, request: Request) => Promise<object>,
): Operation {
  return async (database, body) => run(database, checked(database, body, types, custom) as Request);
}

/** The fields of `body` that `types` names, checked. Throws SerializationException or ValidationException. */
export function checked(database: Database, body: object, types: Types, custom?: Custom): object {
  const data = validations.checkTypes({ ...body }, types);
  validations.checkValidations(data, types, custom, database.store);
  return data;
}
