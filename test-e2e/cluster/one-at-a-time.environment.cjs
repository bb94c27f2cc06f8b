'use strict';
const { createServer } = require('node:net');
const TestEnvironment = require('../../tools/jest-environment.cjs');

const RETRY_MS = 100;

/**
 * For suites that keep the machine busy: of a run one at a time, beside others. They wait here, where no timeout of a
 * test counts. The lock is a socket without a file (unix(7), abstract), so that it ends with its process.
 */
module.exports = class OneAtATime extends TestEnvironment {
  async setup() {
    await super.setup();
    this.lock = await acquire(`\0yipii-${process.env.TEST_RUN}`);
  }

  async teardown() {
    await new Promise((resolve) => this.lock.close(resolve));
    await super.teardown();
  }
};

async function acquire(name) {
  for (;;) {
    const lock = createServer();
    const isMine = await new Promise((resolve) => {
      lock.once('error', () => resolve(false));
      lock.listen(name, () => resolve(true));
    });
    if (isMine) return lock;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
