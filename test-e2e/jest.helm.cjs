const base = require('../jest.config.cjs');

/** The Helm chart on a real API server: needs Go, which builds one. */
module.exports = {
  ...base,
  projects: [require.resolve('./helm/jest.config.cjs')],
  globalSetup: require.resolve('./helm/kubernetes/jest-global-setup.ts'),
  globalTeardown: require.resolve('./helm/kubernetes/jest-global-teardown.ts'),
  // Suites that drain nodes of the cluster, which they share.
  maxWorkers: 1,
  testTimeout: 900_000,
};
