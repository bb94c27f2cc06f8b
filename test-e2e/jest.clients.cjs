const base = require('../jest.config.cjs');

/** Clients and server SDKs in other languages: needs Python, a JDK and Maven. */
module.exports = { ...base, projects: [require.resolve('./clients/jest.config.cjs')], maxWorkers: 1 };
