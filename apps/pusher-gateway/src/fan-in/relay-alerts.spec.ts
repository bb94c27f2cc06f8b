import type { AlertTriggered } from '@yipii/protocol';
import { aConsumedEvent, anAlert, FakeClock } from '@yipii/testing';
import type { BrokerMessage, BrokerStream } from '../broker/channel-broker.ports';
import { ChannelPublisher } from './channel-publisher';
import { RelayAlerts } from './relay-alerts';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('fan-in of alerts', () => {
  let isAway = false;
  let published: [BrokerStream, BrokerMessage][];
  let relay: RelayAlerts;

  beforeEach(() => {
    [isAway, published] = [false, []];
    const publish = (stream: BrokerStream, messages: readonly BrokerMessage[]): Promise<void> => {
      if (isAway) return Promise.reject(new Error('away'));
      for (const message of messages) published.push([stream, message]);
      return Promise.resolve();
    };
    relay = new RelayAlerts(
      new ChannelPublisher({ publish, onReturn: () => undefined, mayLose: true }, new FakeClock()),
    );
  });

  const anEvent = (id: string, fields: Partial<AlertTriggered> = {}, accountId = 1) =>
    aConsumedEvent(anAlert(fields), {
      ...{ id, account: { id: accountId, key: `account-${accountId}` }, traceparent: TRACE },
    });

  it('publishes each change under its name, with its id, in order', async () => {
    const raised = anEvent('e1', { type: 'alert.raised' });
    await relay.run([
      raised,
      anEvent('e2', { type: 'alert.acknowledged' }),
      anEvent('e3', {}, 2),
      anEvent('e4', { type: 'alert.cleared' }),
    ]);
    expect(published[0]).toEqual([
      'fleet:1',
      {
        ...{ kind: 'event', id: 'e1', accountKey: 'account-1', assetId: raised.event.assetId },
        ...{ event: '.alert.triggered', data: JSON.stringify(raised.event.data), traceparent: TRACE },
      },
    ]);
    expect(published.map(([stream, message]) => [stream, message.kind === 'event' && message.event])).toEqual(
      [
        ['fleet:1', '.alert.triggered'],
        ['fleet:1', '.alert.acknowledged'],
        ['fleet:1', '.alert.cleared'],
        ['fleet:2', '.alert.triggered'],
      ],
    );
  });

  it('relays no change that it does not know', async () => {
    await relay.run([anEvent('e1', { type: 'alert.escalated' })]);
    expect(published).toEqual([]);
  });

  it('fails while the broker is away, so that the batch comes again', async () => {
    isAway = true;
    await expect(relay.run([anEvent('e1')])).rejects.toThrow('away');
  });
});
