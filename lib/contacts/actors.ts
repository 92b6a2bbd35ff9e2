import { ContactError } from './ContactError.ts';

/** The source that each kind of actor writes. The kind is the part of an actor before its colon. */
const kinds = {
  key: 'manual',
  user: 'manual',
  agent: 'agent',
  import: 'agent',
  message: 'sender',
  conversation: 'conversation',
  event: 'conversation',
  crm: 'crm',
  domain: 'domain',
} as const;

const sources = new Map<string, (typeof kinds)[keyof typeof kinds]>(Object.entries(kinds));

/** The source that an actor writes; `unknown` for an actor of another kind. */
export const sourceOf = (actor: string) => sources.get(actor.split(':', 1).join()) ?? 'unknown';

/** Whether an actor is a key of kind `agent`: an AI agent or an integration, which is not a person. */
export const isAgent = (actor: string): boolean => sourceOf(actor) === 'agent';

/** The source that a caller of the API writes. */
export const callerSource = (actor: string): 'manual' | 'agent' => (isAgent(actor) ? 'agent' : 'manual');

/** Throws `forbidden` if an actor is an agent. `what` completes "An API key of kind agent cannot". */
export function forbidAgent(actor: string, what: string): void {
  if (isAgent(actor)) throw new ContactError('forbidden', `An API key of kind agent cannot ${what}`);
}
