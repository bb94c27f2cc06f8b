import { hmac, httpAuthText } from '@yipii/protocol';
import { ClientOfflineError } from 'redis';
import { LIMITS } from '../apps/event-limits.fixture';
import { PusherApps } from '../apps/pusher-app';
import { MemoryChannelBroker } from '../broker/channel-broker.memory';
import { MemoryChannelDirectory } from '../directory/channel-directory.memory';
import type { ChannelInfo } from '../directory/channel-directory.ports';
import { APP } from '../namespaces/namespace-nodes.fixture';
import type { HttpAnswer, HttpCall } from '../sockets/socket-server.ports';
import { AnswerApi } from './answer-api';
import { HttpEndpoint } from './http-endpoint';
import { PublishEvent } from './publish-event';

const NOW = 1_700_000_000_000;
const PATH = `/apps/${APP.id}/channels/private-x`;

/** One that can't be read. */
class FailingDirectory extends MemoryChannelDirectory {
  constructor(
    broker: MemoryChannelBroker,
    private readonly error: Error,
  ) {
    super(broker, () => NOW);
  }

  override read(): Promise<ChannelInfo> {
    return Promise.reject(this.error);
  }
}

async function ask(error: Error): Promise<{ answer: HttpAnswer; reported: unknown[] }> {
  const broker = new MemoryChannelBroker();
  const directory = new FailingDirectory(broker, error);
  const publishEvent = new PublishEvent(broker, directory);
  const apps = new PusherApps([APP]);
  const api = new AnswerApi({
    ...{ apps, broker, directory, publishEvent, limits: LIMITS, pathPrefix: '' },
    connections: () => 0,
    now: () => NOW,
  });
  const reported: unknown[] = [];
  return { answer: await new HttpEndpoint(api, (err) => reported.push(err)).answer(aCall()), reported };
}

function aCall(): HttpCall {
  const seconds = String(NOW / 1_000);
  const query = new URLSearchParams({ auth_key: APP.key, auth_timestamp: seconds, auth_version: '1.0' });
  query.set('auth_signature', hmac(APP.secret, httpAuthText('GET', PATH, query)));
  const none = { authorization: '', origin: '', 'x-forwarded-for': '', 'x-forwarded-proto': '' };
  return {
    ...{ method: 'GET', path: PATH, query: query.toString(), body: Buffer.alloc(0) },
    ...{ headers: { ...none, 'access-control-request-headers': '' } },
    ...{ remoteAddress: '127.0.0.1', isSecure: false },
  };
}

describe('a call of the HTTP API', () => {
  it('is answered with 503 while Redis is away, which is for the operator to know', async () => {
    const error = new ClientOfflineError();
    const { answer, reported } = await ask(error);
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(reported).toEqual([error]);
  });

  it('is answered with 500 on a bug, without detail', async () => {
    const { answer, reported } = await ask(new TypeError('a secret detail'));
    expect(answer.status).toBe(500);
    expect(answer.headers).not.toHaveProperty('retry-after');
    expect(answer.body).not.toContain('secret');
    expect(reported).toEqual([]);
  });
});
