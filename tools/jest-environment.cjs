'use strict';
const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

/**
 * As Jest's own, but V8 keeps the functions of a script for the next context, and those of `compileFunction` for none:
 * each suite of a worker would compile the thousands of modules of its packages again.
 */
vm.compileFunction = (code, parameters, { filename, parsingContext }) => {
  const head = `(function (${parameters.join()}) {`;
  const script = new vm.Script(`${head}${code}\n})`, { filename, columnOffset: -head.length });
  return script.runInContext(parsingContext);
};

module.exports = TestEnvironment;
