import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from 'redis';
import { eventually, groupMembersContract, startPrivateServer, type Server } from '@yipii/testing';
import { Health } from '@yipii/platform';
import { Lifecycle } from '@yipii/platform';
import { RedisConnections } from '@yipii/platform';
import { RedisGroupMembers } from './group-members.redis';
import type { GroupMembers } from './group-members.ports';

let server: Server;
let members: GroupMembers;
const [health, lifecycle] = [new Health(), new Lifecycle()];

beforeAll(async () => {
  server = await startPrivateServer('redis', mkdtempSync(path.join(tmpdir(), 'yipii-redis-')));
  members = new RedisGroupMembers(
    new RedisConnections(createClient, server, health, lifecycle).open('groups'),
  );
  await eventually(() => expect(health.problems()).toEqual({}));
});

afterAll(async () => {
  await lifecycle.stop();
  await server.stop();
});

groupMembersContract('Redis', () => members);
