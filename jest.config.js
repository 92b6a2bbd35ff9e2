/** Native ESM; esbuild only strips the types, so tests run the same modules that the bundles are made of. */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/tests/support/transform.cjs' },
  testTimeout: 20_000,
  // Most of the time a test waits for an engine or a process; jest's own choice on two cores is one worker. DynamoDB Local, one
  // engine for all tests, is given one: with two at once it drops connections and refuses reads of its streams.
  maxWorkers: 2,
};
