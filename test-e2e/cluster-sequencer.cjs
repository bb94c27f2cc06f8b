'use strict';
const LongestFirst = require('../tools/jest-sequencer.cjs');

const isCluster = ({ path }) => path.includes('/test-e2e/cluster/');

/** A suite of a whole cluster first, and beside it all that needs a server or two; the other clusters take turns. */
module.exports = class ClustersBesideOthers extends LongestFirst {
  sort(tests) {
    const sorted = super.sort(tests);
    const clusters = sorted.filter(isCluster);
    const others = sorted.filter((test) => !isCluster(test));
    return [...clusters.slice(0, 1), ...others, ...clusters.slice(1)];
  }
};
