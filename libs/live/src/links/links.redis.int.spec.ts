import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from 'redis';
import {
  eventually,
  linkAccessContract,
  linkPositionsContract,
  startPrivateServer,
  type Server,
} from '@yipii/testing';
import { Health } from '@yipii/platform';
import { Lifecycle } from '@yipii/platform';
import type { LinkPositions } from '../positions/link-positions.ports';
import { RedisLinkPositions } from '../positions/link-positions.redis';
import { RedisConnections } from '@yipii/platform';
import type { LinkAccessStore } from './link-access.ports';
import { RedisLinkAccess } from './link-access.redis';

let server: Server;
let positions: LinkPositions;
let access: LinkAccessStore;
const [health, lifecycle] = [new Health(), new Lifecycle()];

beforeAll(async () => {
  server = await startPrivateServer('redis', mkdtempSync(path.join(tmpdir(), 'yipii-redis-')));
  const redis = new RedisConnections(createClient, server, health, lifecycle).open('links');
  positions = new RedisLinkPositions(redis);
  access = new RedisLinkAccess(redis);
  await eventually(() => expect(health.problems()).toEqual({}));
});

afterAll(async () => {
  await lifecycle.stop();
  await server.stop();
});

linkPositionsContract('Redis', () => positions);
linkAccessContract(
  'Redis',
  () => access,
  () => Date.now(),
);
