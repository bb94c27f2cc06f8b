const base = require('../jest.config.cjs');

/** Pages in a real browser: needs Debian's Chromium. */
module.exports = { ...base, projects: [require.resolve('./web/jest.config.cjs')], maxWorkers: 1 };
