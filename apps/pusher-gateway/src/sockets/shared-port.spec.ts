import path from 'node:path';
import { PortTaken, StartRefused } from '@yipii/platform';
import { eventually, freePort, runTypeScript, type TypeScriptProcess } from '@yipii/testing';
import { SocketScenario } from './socket-scenario.fixture';
import { openUwsServer } from './socket-server.uws';
import { openWsServer } from './socket-server.ws';

describe('a port that processes share', () => {
  const children: TypeScriptProcess[] = [];

  afterAll(async () => {
    for (const child of children) child.signal('SIGKILL');
    await Promise.all(children.map(({ exit }) => exit));
  });

  it('is served by all of them (uWebSockets.js), and refused to one that does not share', async () => {
    const port = await freePort();
    for (let n = 0; n < 2; n += 1) {
      children.push(runTypeScript(path.join(__dirname, 'shared-port.fixture.ts'), { port }));
    }
    for (const { lines } of children) await eventually(() => expect(lines).toEqual(['listening']));
    const served = new Set<string>();
    await eventually(async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } });
      served.add(await answer.text());
      expect(served.size).toBe(2);
    });
    await expect(SocketScenario.start(openUwsServer, { port })).rejects.toThrow(PortTaken);
  });

  it('is refused with ws, where Node can’t share one, which the error explains', async () => {
    const [major = 0] = process.versions.node.split('.').map(Number);
    const shared = SocketScenario.start(openWsServer, { sharesPort: true });
    if (major >= 24) {
      await (await shared).stop();
      return;
    }
    await expect(shared).rejects.toThrow(StartRefused);
    await expect(shared).rejects.toThrow('GATEWAY_PROCESSES > 1 needs uWebSockets.js');
  });
});
