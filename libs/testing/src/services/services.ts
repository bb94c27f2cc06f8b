import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from './free-port';
import { kafkaServer } from './kafka.server';
import { installPackages } from './packages';
import { postgresServer } from './postgres.server';
import { redisServer } from './redis.server';
import { Server, type ServerAddress, type ServerRecipe } from './server';

export const recipes = { kafka: kafkaServer(), postgres: postgresServer, redis: redisServer } as const;
export type ServiceName = keyof typeof recipes;

/** What `services.json` in the data directory says. */
export interface ServicesFile {
  readonly kafka: string;
  readonly postgres: string;
  readonly redis: string;
  readonly servers: Readonly<Record<ServiceName, ServerAddress>>;
}

/** Brings up those that do not run; resolves once all serve. */
export async function up(directory: string): Promise<ServicesFile> {
  installPackages();
  const servers = await Promise.all(
    Object.values(recipes).map(async (recipe) => (await serverIn(directory, recipe)).start()),
  );
  const addresses = Object.fromEntries(servers.map((server) => [server.name, server.address]));
  return writeFile(directory, addresses as ServicesFile['servers']);
}

/** Ends the servers that `up` started, and nothing else. The data stays. */
export async function down(directory: string): Promise<void> {
  const file = readServices(directory);
  if (!file) return;
  await Promise.all(Object.values(recipes).map(async (recipe) => (await serverIn(directory, recipe)).stop()));
  rmSync(fileOf(directory));
}

/** For each service its URL, or null where it does not serve. */
export async function status(directory: string): Promise<Record<ServiceName, string | null>> {
  const statusOf = async (recipe: ServerRecipe) => {
    const server = await serverIn(directory, recipe);
    const serves =
      server.isAlive() &&
      (await server.check().then(
        () => true,
        () => false,
      ));
    return [recipe.name, serves ? server.url : null] as const;
  };
  const states = await Promise.all(Object.values(recipes).map(statusOf));
  return Object.fromEntries(states) as Record<ServiceName, string | null>;
}

/** What `up` wrote; null where it did not run. */
export function readServices(directory: string): ServicesFile | null {
  if (!existsSync(fileOf(directory))) return null;
  return JSON.parse(readFileSync(fileOf(directory), 'utf8')) as ServicesFile;
}

/** A server for one test alone, which it may stop, kill, freeze and start again on the same port and data. */
export async function startPrivateServer(name: ServiceName, directory: string): Promise<Server> {
  const server = new Server(recipes[name], path.resolve(directory), await freePort());
  if (privateServers.size === 0) process.once('exit', killPrivateServers);
  privateServers.add(server);
  return server.start();
}

const privateServers = new Set<Server>();

/** Nobody else knows of them. */
function killPrivateServers(): void {
  for (const server of privateServers) void server.kill();
}

async function serverIn(directory: string, recipe: ServerRecipe): Promise<Server> {
  const known = readServices(directory)?.servers[recipe.name as ServiceName];
  const own = path.resolve(directory, recipe.name);
  const server = new Server(recipe, own, known?.port ?? 0, known?.pid);
  return known && server.isAlive() ? server : new Server(recipe, own, await freePort());
}

function writeFile(directory: string, servers: ServicesFile['servers']): ServicesFile {
  const { kafka, postgres, redis } = servers;
  const file = { kafka: kafka.url, postgres: postgres.url, redis: redis.url, servers };
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${fileOf(directory)}.new`, `${JSON.stringify(file, null, 2)}\n`);
  renameSync(`${fileOf(directory)}.new`, fileOf(directory));
  return file;
}

function fileOf(directory: string): string {
  return path.join(directory, 'services.json');
}
