module.exports = require('../../tools/jest-preset.cjs')(__dirname, {
  testMatch: ['**/*.e2e.spec.ts'],
  testEnvironment: require.resolve('./one-at-a-time.environment.cjs'),
});
