import type { Page, Route } from 'playwright-core';
import { publicLinkOf, type PageState } from './page-states';

const UUID = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const SESSION = {
  ...{ session_token: `yts_${'A'.repeat(43)}`, expires_in: 14_400, channel: `private-tracking.${UUID}` },
  expires_at: '2099-01-01T00:00:00.000Z',
};

/** Shows one state of the tracking page: the page is real, the answers about the link are those of the state. */
export async function showState(page: Page, api: string, state: PageState): Promise<void> {
  await page.routeWebSocket(/./, () => undefined);
  await page.route(`**/api/public/tracking/**`, (route) => answer(route, state, api));
  await page.goto(`${api}/t/${UUID}`);
  for (const step of state.steps ?? []) await take(page, step);
  await page.locator('#sheet', { hasText: state.shows }).waitFor();
}

async function take(page: Page, step: NonNullable<PageState['steps']>[number]): Promise<void> {
  if (step === 'open-privacy') return page.locator('summary').click();
  if (step === 'email' || (await isAsked(page))) {
    await page.locator('#email').fill('viewer@example.com');
    await page.locator('button.main').click();
    await page.locator('#code').waitFor();
  }
  if (step === 'email') return;
  if (await page.locator('#code').isVisible()) await page.locator('#code').fill('123456');
  await page.locator('button.main').click();
}

async function isAsked(page: Page): Promise<boolean> {
  await page.locator('button.main').waitFor();
  return page.locator('#email').isVisible();
}

async function answer(route: Route, state: PageState, api: string): Promise<void> {
  const part = new URL(route.request().url()).pathname.split('/').slice(5).join('/');
  const location = state.location?.(Date.now());
  if (location === null)
    return route.fulfill({ status: 404, json: { code: 'LINK_NOT_FOUND', detail: 'There is none.' } });
  if (part === '') return route.fulfill({ json: publicLinkOf(state, UUID) });
  if (part === 'location') return route.fulfill({ json: location });
  if (isFirstOfTwo(route, state))
    return route.fulfill({ status: 202, json: { status: 'code_sent', challenge_id: UUID, expires_in: 600 } });
  const { hostname: host, port } = new URL(api);
  const websocket = { key: 'key', host, port: Number(port), tls: false };
  return route.fulfill({ json: { ...SESSION, websocket, auth_endpoint: `${api}/broadcasting/auth` } });
}

/** An address whose code is still to come. */
function isFirstOfTwo(route: Route, { link }: PageState): boolean {
  const { email, code } = (route.request().postDataJSON() ?? {}) as { email?: string; code?: string };
  return email !== undefined && code === undefined && Boolean(link?.requires?.includes('code'));
}
