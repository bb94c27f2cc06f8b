import { accountChannel } from '@yipii/protocol';
import { eventually, unrefPusherTimers } from '@yipii/testing';
import { DemoApp } from '../support/demo-app';
import { LiveClient } from '../support/live-client';

const MINUTE = 60_000;

describe('alerts of the demo', () => {
  let app: DemoApp;
  let client: LiveClient;

  beforeAll(unrefPusherTimers);
  beforeAll(async () => {
    app = await DemoApp.start();
    client = new LiveClient(app.address);
  }, MINUTE);
  afterAll(async () => {
    client.disconnect();
    await app.stop();
  });

  it('are raised and cleared on the channel of the account, and are in the list', async () => {
    const seen = new Map<string, Set<string>>();
    for (const name of ['.alert.triggered', '.alert.cleared'])
      client.pusher.bind(name, ({ id }: { id: string }) =>
        seen.set(id, (seen.get(id) ?? new Set()).add(name)),
      );
    await client.subscribe(accountChannel('demo'));
    const whole = await eventually(
      () => {
        const [id] = [...seen].find(([, events]) => events.size === 2) ?? [];
        if (id === undefined) throw new Error(`none was raised and cleared of ${seen.size}`);
        return id;
      },
      { timeoutMs: MINUTE },
    );
    const answer = await fetch(`${app.address.api}/api/demo/alert/${whole}`, {
      headers: { Authorization: `Bearer ${app.address.token}` },
    });
    expect(await answer.json()).toMatchObject({
      data: { id: whole, state: 'cleared', clearedAt: expect.any(String) as string },
    });
  });
});
