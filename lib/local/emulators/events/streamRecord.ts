import type { _Record } from '@aws-sdk/client-dynamodb-streams';

/** A stream record in the form that Lambda gets: bytes in base64, times in seconds. */
export type StreamRecord = ReturnType<typeof streamRecord>;

/** Converts a record of the DynamoDB Streams API to the form that Lambda gets. */
export function streamRecord({ dynamodb, userIdentity, ...record }: _Record, streamArn: string) {
  const { ApproximateCreationDateTime: time, SequenceNumber, Keys, NewImage, OldImage, ...more } = dynamodb ?? {};
  if (!time || !SequenceNumber) throw new Error('A stream record has no time or no sequence number');
  return {
    ...record,
    // Lambda's field names are in lower case here.
    ...(userIdentity && { userIdentity: { type: userIdentity.Type, principalId: userIdentity.PrincipalId } }),
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(time.getTime() / 1000),
      Keys: toJson(Keys),
      ...(NewImage && { NewImage: toJson(NewImage) }),
      ...(OldImage && { OldImage: toJson(OldImage) }),
      SequenceNumber,
      ...more,
    },
    eventSourceARN: streamArn,
  };
}

function toJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([key, inner]) => [key, toJson(inner)] as const);
  return Object.fromEntries(fields.map(([key, inner]) => [key, key !== 'M' && isEmpty(inner) ? { M: inner } : inner]));
}

/** DynamoDB Local omits the type `M` of an empty map. */
function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}
