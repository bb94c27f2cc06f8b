import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
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
