const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');
require('./compileOnce.cjs');

// A worker must end soon after its last test, or Jest ends it and says so. For a module that imports node:process, Jest
// reads all that process has. This opens standard input, which keeps a worker waiting.
process.stdin.unref?.();
// When nothing is left to wait for, the worker does not take its time to free its memory.
if (process.send) process.once('beforeExit', () => process.exit());

const { createContext } = vm;

/**
 * Jest's environment, with a global object of its own for each test file, but an ordinary one. Jest passes a proxy to
 * `createContext`; then each use of a name like `Array` or `Error` costs a call, which is much of a test's time.
 */
module.exports = class extends TestEnvironment {
  constructor(...options) {
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    super(...options);
    vm.createContext = createContext;
  }
};
