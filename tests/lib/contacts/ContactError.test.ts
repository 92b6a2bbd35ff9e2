import { ContactError, invalid } from '../../../lib/contacts/ContactError.ts';

describe('ContactError', () => {
  it('has a code, a message, facts and a cause', () => {
    const cause = new Error('cause');
    const error = new ContactError('version_mismatch', 'Changed', { version: 3, cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'ContactError', code: 'version_mismatch', message: 'Changed', cause });
    expect(error.facts.version).toBe(3);
    expect(new ContactError('internal', 'x')).not.toHaveProperty('cause');
  });
});

describe('invalid', () => {
  it('names all faults in its message', () => {
    const faults = [
      { pointer: '/email', message: 'email is odd' },
      { pointer: '/phone', message: 'phone is odd' },
    ];
    expect(invalid(faults)).toMatchObject({
      code: 'invalid',
      message: 'email is odd; phone is odd',
      facts: { faults },
    });
  });
});
