import { contactPath, survivorHeaders } from '../../../lib/http/contactResponse.ts';

const item = { contactId: '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55' };

describe('contactPath', () => {
  it('is the path of GET /api/contacts/{id}', () => {
    expect(contactPath(item)).toBe('/api/contacts/01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55');
  });
});

describe('survivorHeaders', () => {
  it('are empty if the requested contact was not merged', () => {
    expect(survivorHeaders(item, item.contactId)).toEqual({});
  });

  it("have the survivor's path if the requested contact was merged", () => {
    expect(survivorHeaders(item, 'merged')).toEqual({ 'content-location': contactPath(item) });
    expect(survivorHeaders(item, 'merged', '/sources')).toEqual({ 'content-location': `${contactPath(item)}/sources` });
  });
});
