const { existsSync, readdirSync } = require('node:fs');
const path = require('node:path');

const projectsIn = (folder) =>
  readdirSync(path.join(__dirname, folder))
    .map((name) => path.join(__dirname, folder, name, 'jest.config.cjs'))
    .filter((config) => existsSync(config));

/** Everything that needs nothing but npm, the end-to-end suite of standalone included. */
module.exports = {
  projects: [
    ...projectsIn('libs'),
    ...projectsIn('apps'),
    path.join(__dirname, 'test-e2e/alerting/jest.config.cjs'),
    path.join(__dirname, 'test-e2e/attack/jest.config.cjs'),
    path.join(__dirname, 'test-e2e/enrichment/jest.config.cjs'),
    path.join(__dirname, 'test-e2e/gateway/jest.config.cjs'),
    path.join(__dirname, 'test-e2e/releases/jest.config.cjs'),
    path.join(__dirname, 'test-e2e/standalone/jest.config.cjs'),
  ],
  reporters: [path.join(__dirname, 'tools/jest-summary-reporter.cjs'), 'summary'],
  globalSetup: path.join(__dirname, 'libs/testing/src/jest-global-setup.ts'),
  globalTeardown: path.join(__dirname, 'libs/testing/src/jest-global-teardown.ts'),
  testSequencer: path.join(__dirname, 'tools/jest-sequencer.cjs'),
  // More than cores: many of them wait for sockets and timers.
  maxWorkers: 3,
  // Node takes long to end with a large heap, and Jest's contexts of old suites are freed late.
  workerIdleMemoryLimit: '1GB',
  testTimeout: 120_000,
};
