import { createClient } from 'redis';
import type { ServerRecipe } from './server';

export const redisServer: ServerRecipe = {
  name: 'redis',
  stopSignal: 'SIGTERM',
  prepare: () => Promise.resolve(),
  command: (directory, port) => [
    'redis-server',
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', directory],
    ...['--appendonly', 'yes', '--save', '', '--logfile', `${directory}/redis.log`],
  ],
  url: (port) => `redis://127.0.0.1:${port}`,
  async check(port) {
    const client = createClient({ url: this.url(port), socket: { reconnectStrategy: false } });
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.ping();
    } finally {
      client.destroy();
    }
  },
};
