import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from 'redis';
import { eventually, freePort, startPrivateServer } from '@yipii/testing';
import { Health } from '../health/health';
import { Lifecycle } from '../lifecycle/lifecycle';
import { RedisConnections } from './redis-connections';

describe('a connection to Redis', () => {
  const [health, lifecycle] = [new Health(), new Lifecycle()];
  afterAll(() => lifecycle.stop());

  it('fails fast and is red while Redis is away, and heals by itself', async () => {
    const server = await startPrivateServer('redis', mkdtempSync(path.join(tmpdir(), 'yipii-redis-')));
    const redis = new RedisConnections(createClient, server, health, lifecycle).open('one');
    await eventually(() => expect(health.problems()).toEqual({}));
    await redis.set('a', '1');

    await server.kill();
    await eventually(() => expect(Object.keys(health.problems())).toEqual(['redis one']));
    const startedAt = Date.now();
    await Promise.all([1, 2, 3].map(() => expect(redis.get('a')).rejects.toThrow()));
    expect(Date.now() - startedAt).toBeLessThan(200);

    await server.start();
    await eventually(async () => expect(await redis.get('a')).toBe('1'), { timeoutMs: 5_000 });
    expect(health.problems()).toEqual({});
    await lifecycle.stop();
    await server.stop();
  });

  it('ends every command while Redis is frozen, is red, and heals by itself', async () => {
    const server = await startPrivateServer('redis', mkdtempSync(path.join(tmpdir(), 'yipii-redis-')));
    const [health, lifecycle] = [new Health(), new Lifecycle()];
    const redis = new RedisConnections(createClient, server, health, lifecycle).open('frozen');
    await eventually(() => expect(redis.isReady).toBe(true));
    server.freeze();
    // Silence alone would be noticed later than this, and never while commands are being sent.
    const sending = setInterval(() => void redis.get('a').catch(() => undefined), 100);
    const commands = [redis.get('a'), redis.multi().get('a').get('b').exec()];
    const ended = Promise.all(commands.map((command) => expect(command).rejects.toThrow()));
    await eventually(() => expect(health.problems()).toEqual({ 'redis frozen': 'does not answer' }), {
      timeoutMs: 10_000,
    });
    await ended;
    await expect(redis.get('a')).rejects.toThrow();
    clearInterval(sending);

    server.thaw();
    await eventually(async () => expect(await redis.set('a', '1')).toBe('OK'), { timeoutMs: 20_000 });
    expect(health.problems()).toEqual({});
    await lifecycle.stop();
    await server.stop();
  });

  it('waits for a Redis that has not started yet', async () => {
    const waiting = new Lifecycle();
    const url = `redis://127.0.0.1:${await freePort()}`;
    const redis = new RedisConnections(createClient, { url }, health, waiting).open('two');
    await eventually(() => expect(health.problems()['redis two']).toContain('ECONNREFUSED'));
    await expect(redis.get('a')).rejects.toThrow();
    await waiting.stop();
  });

  it('is closed for good by a stop, even while it is being made', async () => {
    const server = await startPrivateServer('redis', mkdtempSync(path.join(tmpdir(), 'yipii-redis-')));
    const [stopping, others] = [new Lifecycle(), new Lifecycle()];
    const redis = new RedisConnections(createClient, server, health, stopping).open('three');
    await stopping.stop();
    const connections = new RedisConnections(createClient, server, health, others);
    const other = connections.commands;
    await eventually(() => expect(other.isReady).toBe(true));
    // All that ask for it share it.
    expect(connections.commands).toBe(other);
    expect(redis.isReady).toBe(false);
    await eventually(async () => {
      expect((await other.clientList()).map(({ name }) => name)).toEqual(['commands']);
    });
    await others.stop();
    await server.stop();
  });
});
