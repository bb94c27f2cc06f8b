import { endLeftovers } from '../support/app-process';
import { TestBrowser } from './browser';

/** A browser for all tests of a file; the pages of each are closed after it, and must have had no error. */
export function useBrowser(): () => TestBrowser {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await TestBrowser.start();
  });
  afterEach(async () => {
    await browser.closePages();
    expect(browser.errors.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser.stop();
    await endLeftovers();
  });
  return () => browser;
}
