import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { request } from 'node:http';
import { linksSuite } from '../links/links.suite';
import { FAR } from '../links/link-ends';
import { startStandaloneStage, type StandaloneStage } from '../links/standalone.stage';

linksSuite('in one process', startStandaloneStage, (scene) => {
  it('of the demo is open to everybody', async () => {
    const { links } = (scene().stage as StandaloneStage).app.demo;
    expect((await scene().call('GET', links.public.uuid)).body).toMatchObject({
      status: 'active',
      access_mode: 'public',
    });
    expect((await scene().call('POST', `${links.public.uuid}/verify`)).status).toBe(200);
    expect((await scene().call('GET', links.authorized_only_code.uuid)).body).toMatchObject({
      requires: ['email', 'code'],
    });
  });

  it('is told the address by which the viewer came, if that is one of this machine’s network', async () => {
    const { app } = scene().stage as StandaloneStage;
    const told = async (host: string) => {
      const url = `${app.address.api}/api/public/tracking/${app.demo.links.public.uuid}/verify`;
      const answer = await postAs(host, url.replace('127.0.0.1', '127.0.0.2'));
      return [answer.auth_endpoint, answer.websocket.host, answer.websocket.port];
    };
    const port = new URL(app.address.api).port;
    const socket = app.address.wsPort;
    const at = (host: string) => [`http://${host}:${port}/broadcasting/auth`, host, socket];
    expect(await told(`127.0.0.2:${port}`)).toEqual(at('127.0.0.2'));
    expect(await told(`192.168.7.7:${port}`)).toEqual(at('192.168.7.7'));
    // A Host header of anybody else is not repeated.
    expect(await told('evil.example')).toEqual(at('localhost'));
  });

  it('is followed by the example for curl from the first call to the last', async () => {
    const vehicle = await scene().vehicle();
    await vehicle.report(FAR);
    const { uuid } = await scene().link(vehicle.subject);
    const script = path.resolve(__dirname, '../../examples/curl/follow-link.sh');
    const { stdout } = await promisify(execFile)('sh', [script, scene().stage.api, uuid]);
    expect(stdout).toMatch(/^link: .*"active".*\nsession: .*true.*\nlocation: .*"lat":57\.7.*\nleft\n$/);
    scene().answers.push(stdout);
  });
});

interface Verified {
  readonly auth_endpoint: string;
  readonly websocket: { readonly host: string; readonly port: number };
}

function postAs(host: string, url: string): Promise<Verified> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', headers: { host } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += String(chunk)));
      response.on('end', () => resolve(JSON.parse(text) as Verified));
    });
    call.on('error', reject).end();
  });
}
