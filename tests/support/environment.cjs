const { TestEnvironment } = require('jest-environment-node');

// A worker must end soon after its last test, or Jest ends it and says so. For a module that imports node:process, Jest
// reads all that process has. This opens standard input, which keeps a worker waiting.
process.stdin.unref?.();
// When nothing is left to wait for, the worker does not take its time to free its memory.
if (process.send) process.once('beforeExit', () => process.exit());

module.exports = TestEnvironment;
