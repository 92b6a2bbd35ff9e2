import { invalid } from '../contacts/ContactError.ts';
import { parseTime } from '../contacts/time.ts';

/** Reads the parameter `name`, a date-time, as ISO 8601 in UTC with milliseconds. Throws `invalid` for the future. */
export function readPastTime(name: string, text: string): string {
  const time = parseTime(text);
  if (time <= Date.now()) return new Date(time).toISOString();
  throw invalid([{ pointer: `/${name}`, message: `${name} must not be in the future` }]);
}
