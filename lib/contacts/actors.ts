import type { Source } from './sources.ts';

/** The source that each kind of actor writes. The kind is the part of an actor before its colon. */
const sources = new Map<string, Source>([
  ['key', 'manual'],
  ['user', 'manual'],
  ['message', 'sender'],
  ['event', 'conversation'],
  ['crm', 'crm'],
  ['domain', 'domain'],
]);

/** The source that an actor writes; `unknown` for an actor of another kind. */
export const sourceOf = (actor: string): Source | 'unknown' => sources.get(actor.split(':', 1).join()) ?? 'unknown';
