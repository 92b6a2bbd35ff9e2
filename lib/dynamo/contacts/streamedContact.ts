import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { StoredContact } from '../../contacts/contact.ts';
import { asContact } from './getContact.ts';

/** The contact that a record of the table's stream is about, before and after; absent where there was, or is, none. */
export function streamedContact({ dynamodb }: DynamoDBRecord): {
  readonly before: StoredContact | undefined;
  readonly after: StoredContact | undefined;
} {
  return { before: imageOf(dynamodb?.OldImage), after: imageOf(dynamodb?.NewImage) };
}

const imageOf = (image: object | undefined): StoredContact | undefined =>
  // Lambda's types and the SDK's describe one JSON.
  image && asContact(unmarshall(image as Record<string, AttributeValue>));
