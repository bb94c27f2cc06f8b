'use strict';

/** Prints skipped tests by name and, as the last line, `N passed, N failed, N skipped`. */
module.exports = class SummaryReporter {
  onTestResult(test, result) {
    for (const { status, fullName } of result.testResults) {
      if (status === 'pending' || status === 'todo') console.log(`skipped: ${fullName}`);
    }
  }

  onRunComplete(contexts, results) {
    // A suite that could not be loaded ran none of its tests: it counts as one failure.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    process.on('exit', () =>
      console.log(`${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`),
    );
  }
};
