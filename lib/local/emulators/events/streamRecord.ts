import type { _Record } from '@aws-sdk/client-dynamodb-streams';

/** A record of a table's stream as Lambda gets it: JSON, with bytes in base64 and the time in seconds. */
export type StreamRecord = ReturnType<typeof streamRecord>;

export function streamRecord({ dynamodb, userIdentity, ...record }: _Record, streamArn: string) {
  const { ApproximateCreationDateTime: time, SequenceNumber, Keys, NewImage, OldImage, ...more } = dynamodb ?? {};
  if (!time || !SequenceNumber) throw new Error('A record of the stream has no time or no sequence number');
  return {
    ...record,
    // Lambda writes these names small.
    ...(userIdentity && { userIdentity: { type: userIdentity.Type, principalId: userIdentity.PrincipalId } }),
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(time.getTime() / 1000),
      Keys: asJson(Keys),
      ...(NewImage && { NewImage: asJson(NewImage) }),
      ...(OldImage && { OldImage: asJson(OldImage) }),
      SequenceNumber,
      ...more,
    },
    eventSourceARN: streamArn,
  };
}

function asJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([key, inner]) => [key, asJson(inner)] as const);
  return Object.fromEntries(fields.map(([key, inner]) => [key, key !== 'M' && isEmpty(inner) ? { M: inner } : inner]));
}

/** DynamoDB Local leaves the type out where a map is empty. */
function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}
