process.env.TEST_SERVICES = '1';
const base = require('../jest.config.cjs');

/** What needs Kafka, PostgreSQL and Redis: integration suites of libs and apps, and the cluster end to end. */
module.exports = {
  ...base,
  projects: [
    ...base.projects.filter((config) => !config.includes('test-e2e')),
    require.resolve('./cluster/jest.config.cjs'),
  ],
  testSequencer: require.resolve('./cluster-sequencer.cjs'),
  // Whole clusters run one at a time.
  maxWorkers: 2,
};
