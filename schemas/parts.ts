/** A text of 1 to so many characters. */
export const text = (description: string, maxLength: number) =>
  ({ type: 'string', minLength: 1, maxLength, description }) as const;

/** Path parameters of every endpoint that names one contact. */
export const contactId = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: {
    id: { type: 'string', format: 'uuid', description: 'Id of the contact, upper or lower case.' },
  },
} as const;

/** Answer headers of every endpoint that answers with one contact. */
export const contactHeaders = {
  etag: 'The version of the contact, in double quotes.',
} as const;

/** Answer headers of every endpoint where the id in the path may be that of a merged contact. */
export const survivorHeaders = {
  'content-location': 'Only where the id in the path was merged: the path of the contact that it is now.',
} as const;

export const namedContactHeaders = { ...contactHeaders, ...survivorHeaders } as const;

export const ifMatch = {
  'if-match': 'The etag of the version that the change was made for: 412 if it is not the current one.',
} as const;
