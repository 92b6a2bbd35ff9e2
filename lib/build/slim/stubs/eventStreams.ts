/**
 * In place of the codec for event streams, which the protocol loads when an operation has one. No DynamoDB operation has.
 */
export function eventStreamSerdeProvider(): never {
  throw new Error('This bundle has no event streams');
}
