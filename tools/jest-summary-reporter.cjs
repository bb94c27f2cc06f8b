'use strict';
const { VerboseReporter } = require('@jest/reporters');

/** A run of more suites prints those that have passed by project, so that its log can be read. */
const MOST_LINES = 40;

/** Jest's own reporter, but for the suites of a large run that have passed; the last line is `N passed, N failed, N skipped`. */
module.exports = class SummaryReporter extends VerboseReporter {
  projects = new Map();

  onRunStart(results, options) {
    super.onRunStart(results, options);
    this.isLarge = results.numTotalTestSuites > MOST_LINES;
  }

  printTestFileHeader(testPath, config, result) {
    const isQuiet = this.isLarge && !result.testExecError && result.numFailingTests === 0;
    if (isQuiet) this.count(config.displayName?.name ?? config.rootDir, result);
    else super.printTestFileHeader(testPath, config, result);
    for (const { status, fullName } of result.testResults) {
      if (status === 'pending' || status === 'todo') console.log(`skipped: ${fullName}`);
    }
  }

  count(name, { numPassingTests, perfStats }) {
    const project = this.projects.get(name) ?? { suites: 0, tests: 0, ms: 0 };
    project.suites += 1;
    project.tests += numPassingTests;
    project.ms += perfStats.runtime;
    this.projects.set(name, project);
  }

  onRunComplete(contexts, results) {
    for (const [name, { suites, tests, ms }] of this.projects)
      console.log(`PASS ${name}: ${suites} suites, ${tests} tests, ${Math.round(ms / 1000)} s`);
    super.onRunComplete(contexts, results);
    // A suite that could not be loaded ran none of its tests: it counts as one failure.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    process.on('exit', () =>
      console.log(`${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`),
    );
  }
};
