import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { tableProperties } from './lib/local/tableProperties.ts';

const { functions } = parse(readFileSync(new URL('serverless.yml', import.meta.url), 'utf8'));

/** Native ESM; transform.cjs only strips the types, so tests run the same modules that the bundles are made of. */
export default {
  testEnvironment: '<rootDir>/tests/support/environment.cjs',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/tests/external/'],
  extensionsToTreatAsEsm: ['.ts'],
  // The Python packages of test:deploy are thousands of files.
  modulePathIgnorePatterns: ['<rootDir>/.build/'],
  transform: { '\\.ts$': '<rootDir>/tests/support/transform.cjs' },
  globalSetup: '<rootDir>/tests/support/globalSetup.ts',
  globalTeardown: '<rootDir>/tests/support/globalTeardown.ts',
  // Read once, because it takes longer than many a test file.
  globals: { functions, tableProperties: await tableProperties() },
  // Only a test that hangs reaches it, on the busiest machine too.
  testTimeout: 120_000,
  // Tests often wait for an engine, a process or a timeout; Jest's own choice on two cores is one worker. DynamoDB Local,
  // which is one engine for all tests, gets one: with two it drops connections and rejects reads of its streams.
  maxWorkers: 3,
};
