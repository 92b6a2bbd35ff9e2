/**
 * Replaces the codec of event streams, which the protocol loads for operations that have one. No operation we use has
 * one.
 */
export function eventStreamSerdeProvider(): never {
  throw new Error('This bundle does not support event streams');
}
