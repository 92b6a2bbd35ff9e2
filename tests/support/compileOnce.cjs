const vm = require('node:vm');

const { compileFunction, Script, SourceTextModule } = vm;

/** By path, what this worker has compiled. */
const scripts = new Map();
const modules = new Map();

/*
 * Jest compiles each module again for each test file, also those of packages and its own, which takes longer than most
 * test files. A worker that requires this file compiles them once. Test files share code by it, but no state.
 */

vm.compileFunction = (code, parameters, options) => {
  const { filename, parsingContext, importModuleDynamically } = options;
  if (!parsingContext) return compileFunction(code, parameters, options);
  let known = scripts.get(filename);
  if (known?.code !== code) {
    const head = `(function (${parameters}) {`;
    known = { code };
    known.script = new Script(`${head}${code}\n})`, {
      filename,
      columnOffset: -head.length,
      importModuleDynamically: (...request) => known.load(...request),
    });
    scripts.set(filename, known);
  }
  // What the code imports belongs to the test file that runs now.
  known.load = importModuleDynamically;
  return known.script.runInContext(parsingContext);
};

vm.SourceTextModule = class extends SourceTextModule {
  constructor(code, options) {
    const known = modules.get(options.identifier);
    const isKnown = known?.code === code;
    super(code, isKnown ? { ...options, cachedData: known.cachedData } : options);
    if (!isKnown) modules.set(options.identifier, { code, cachedData: this.createCachedData() });
  }
};
