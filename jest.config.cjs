/** Everything that needs nothing but npm, the end-to-end suite of standalone included. */
module.exports = {
  projects: ['<rootDir>/libs/*', '<rootDir>/apps/*', '<rootDir>/test-e2e/standalone'],
  reporters: ['default', '<rootDir>/tools/jest-summary-reporter.cjs'],
  globalSetup: '<rootDir>/tools/jest-postgres.cjs',
  globalTeardown: '<rootDir>/tools/jest-postgres-stop.cjs',
  testTimeout: 30_000,
};
