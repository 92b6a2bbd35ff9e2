import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { StoredContact } from '../../contacts/contact.ts';
import { asContact } from './getContact.ts';

/** A contact before and after a change; undefined before its creation and after its removal. */
export type StreamedContact = { readonly before: StoredContact | undefined; readonly after: StoredContact | undefined };

/** Reads the contact of a stream record. */
export function streamedContact({ dynamodb }: DynamoDBRecord): StreamedContact {
  return { before: imageOf(dynamodb?.OldImage), after: imageOf(dynamodb?.NewImage) };
}

const imageOf = (image: object | undefined): StoredContact | undefined =>
  // Lambda's types and the SDK's describe the same JSON.
  image && asContact(unmarshall(image as Record<string, AttributeValue>));
