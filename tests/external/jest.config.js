import base from '../../jest.config.js';

/** The tests that need the packages of this folder. `npm test` leaves them to CI. */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/tests/external/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
