'use strict';
const { default: TestSequencer } = require('@jest/test-sequencer');

/** Those of a few lines that run for long. Jest goes by the size of a file until it has measured it. */
const LONG = /\.e2e\.spec\.ts$|[\\/]test-e2e[\\/]|-messaging\.spec\.ts$/;

/** Starts what takes long first, also in a fresh clone, so that no worker is left alone with it at the end. */
module.exports = class LongestFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isLong = ({ path, duration }) => duration === undefined && LONG.test(path);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
};
