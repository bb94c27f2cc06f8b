module.exports = require('../../tools/jest-preset.cjs')(__dirname, { testMatch: ['**/*.e2e.spec.ts'] });
