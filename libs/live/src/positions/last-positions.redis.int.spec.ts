import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from 'redis';
import { eventually, lastPositionsContract, startPrivateServer, type Server } from '@yipii/testing';
import { Health } from '@yipii/platform';
import { Lifecycle } from '@yipii/platform';
import { RedisConnections } from '@yipii/platform';
import { RedisLastPositions } from './last-positions.redis';
import type { LastPositions } from './last-positions.ports';

let server: Server;
let positions: LastPositions;
const [health, lifecycle] = [new Health(), new Lifecycle()];

beforeAll(async () => {
  server = await startPrivateServer('redis', mkdtempSync(path.join(tmpdir(), 'yipii-redis-')));
  positions = new RedisLastPositions(
    new RedisConnections(createClient, server, health, lifecycle).open('positions'),
  );
  await eventually(() => expect(health.problems()).toEqual({}));
});

afterAll(async () => {
  await lifecycle.stop();
  await server.stop();
});

lastPositionsContract('Redis', () => positions);
