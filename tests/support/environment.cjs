const { TestEnvironment } = require('jest-environment-node');

// For a module that imports node:process, Jest reads all that process has. This opens standard input, which would keep
// a worker from ending.
process.stdin.unref?.();

module.exports = TestEnvironment;
