import type { DynamoDBRecord } from 'aws-lambda';
import { streamedContact } from '../../../../lib/dynamo/contacts/streamedContact.ts';

describe('streamedContact', () => {
  const image = (version: number) => ({ contactId: { S: '1' }, version: { N: String(version) }, sources: { M: {} } });
  const contact = (version: number) => ({ contactId: '1', version, sources: {} });

  it.each<[string, DynamoDBRecord, object]>([
    ['a change', { dynamodb: { OldImage: image(1), NewImage: image(2) } }, { before: contact(1), after: contact(2) }],
    ['a creation', { dynamodb: { NewImage: image(1) } }, { before: undefined, after: contact(1) }],
    ['a removal', { dynamodb: { OldImage: image(1) } }, { before: contact(1), after: undefined }],
    ['a record without images', {}, { before: undefined, after: undefined }],
  ])('reads %s', (_, record, expected) => {
    expect(streamedContact(record)).toEqual(expected);
  });
});
