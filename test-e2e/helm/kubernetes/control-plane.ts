import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '../../../libs/testing/src/eventually';
import { freePort } from '../../../libs/testing/src/services/free-port';
import { Kubernetes } from './kubernetes';

/** Only a process that has ended or hangs for good is waited for so long. */
const START_TIMEOUT_MS = 300_000;
/** Two in each of two zones. */
const NODES = ['a-1', 'a-2', 'b-1', 'b-2'];

/**
 * A Kubernetes cluster without containers: API server with RBAC, etcd, controllers, scheduler, and nodes of kwok, on
 * which a pod becomes ready as soon as it is bound. Neither images nor probes, nor whether a Secret exists, are tried.
 */
export class ControlPlane {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'yipii-kubernetes-'));
  private readonly processes: ChildProcess[] = [];

  private constructor(private readonly programs: string) {}

  /** @param definitions folder of CustomResourceDefinitions that it is to have */
  static async start(programs: string, definitions: string): Promise<ControlPlane> {
    const plane = new ControlPlane(programs);
    try {
      await plane.startAll(definitions);
    } catch (error) {
      await plane.stop();
      throw error;
    }
    return plane;
  }

  /** Of a user who may do everything; `Kubernetes` takes it. */
  get kubeconfig(): string {
    return this.file('kubeconfig');
  }

  async stop(): Promise<void> {
    // The API server goes before etcd, which it would wait for.
    for (const child of this.processes.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async startAll(definitions: string): Promise<void> {
    const etcd = await this.startEtcd();
    await this.startApiServer(etcd);
    const kubernetes = new Kubernetes(this.programs, this.kubeconfig);
    this.startControllers();
    this.startKwok();
    await kubernetes.kubectl(['apply', '-f', '-'], NODES.map(node).join('---\n'));
    await kubernetes.kubectl(['apply', '--server-side', '-f', definitions]);
    await kubernetes.kubectl(['wait', 'crd', '--all', '--for=condition=Established', '--timeout=5m']);
    await kubernetes.kubectl(['wait', 'node', '--all', '--for=condition=Ready', '--timeout=5m']);
    // A pod is refused before its account is there.
    await this.started('kube-controller-manager', () =>
      kubernetes.kubectl(['get', 'serviceaccount', 'default']),
    );
  }

  private async startEtcd(): Promise<string> {
    const [client, peer] = [await freePort(), await freePort()].map((port) => `http://127.0.0.1:${port}`);
    this.spawn('etcd', [
      ...['--data-dir', this.file('etcd'), '--unsafe-no-fsync', '--log-level=warn'],
      ...['--listen-client-urls', client ?? '', '--advertise-client-urls', client ?? ''],
      ...['--listen-peer-urls', peer ?? '', '--initial-advertise-peer-urls', peer ?? ''],
      ...['--initial-cluster', `default=${peer ?? ''}`],
    ]);
    await this.started('etcd', async () => {
      if (!(await fetch(`${client ?? ''}/readyz`)).ok) throw new Error('etcd does not serve yet');
    });
    return client ?? '';
  }

  private async startApiServer(etcd: string): Promise<void> {
    const port = await freePort();
    const token = randomUUID();
    writeFileSync(this.file('tokens.csv'), `${token},admin,admin,system:masters\n`);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(this.file('accounts.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    this.spawn('kube-apiserver', [
      ...['--etcd-servers', etcd, '--bind-address=127.0.0.1', '--advertise-address=127.0.0.1'],
      ...[
        '--secure-port',
        String(port),
        '--cert-dir',
        this.file('certificates'),
        '--endpoint-reconciler-type=none',
      ],
      ...['--service-cluster-ip-range=10.0.0.0/16', '--authorization-mode=RBAC'],
      ...[
        '--token-auth-file',
        this.file('tokens.csv'),
        '--service-account-issuer=https://kubernetes.default.svc',
      ],
      ...['--service-account-key-file', this.file('accounts.key')],
      ...['--service-account-signing-key-file', this.file('accounts.key')],
    ]);
    await this.started('kube-apiserver', async () => {
      writeFileSync(this.kubeconfig, kubeconfig(port, this.file('certificates/apiserver.crt'), token));
      await new Kubernetes(this.programs, this.kubeconfig).kubectl(['get', '--raw', '/readyz']);
    });
  }

  private startControllers(): void {
    const alone = ['--kubeconfig', this.kubeconfig, '--leader-elect=false', '--secure-port=0'];
    this.spawn('kube-controller-manager', [
      ...[...alone, '--use-service-account-credentials'],
      // Nodes that nobody renews are no dead ones.
      '--node-monitor-grace-period=24h',
      ...['--service-account-private-key-file', this.file('accounts.key')],
      ...['--root-ca-file', this.file('certificates/apiserver.crt')],
    ]);
    this.spawn('kube-scheduler', alone);
  }

  private startKwok(): void {
    const stages = [path.join(this.programs, 'stages'), path.join(__dirname, 'stages')].flatMap((folder) =>
      readdirSync(folder).map((file) => path.join(folder, file)),
    );
    this.spawn('kwok', [
      ...['--kubeconfig', this.kubeconfig, '--manage-all-nodes=true'],
      ...stages.flatMap((file) => ['--config', file]),
    ]);
  }

  /** It ends with the process that started it, however that one ends. */
  private spawn(program: string, args: readonly string[]): void {
    const log = openSync(this.file(`${program}.log`), 'a');
    const command = ['--pdeathsig', 'KILL', path.join(this.programs, program), ...args];
    this.processes.push(spawn('setpriv', command, { cwd: this.folder, stdio: ['ignore', log, log] }));
    closeSync(log);
  }

  /** Resolves once `check` does; rejects with the end of the program's log. */
  private async started(program: string, check: () => Promise<unknown>): Promise<void> {
    try {
      await eventually(check, { timeoutMs: START_TIMEOUT_MS, everyMs: 100 });
    } catch (error) {
      const log = readFileSync(this.file(`${program}.log`), 'utf8')
        .split('\n')
        .slice(-8)
        .join('\n');
      throw new Error(`${program} does not serve:\n${log}`, { cause: error });
    }
  }

  private file(name: string): string {
    return path.join(this.folder, name);
  }
}

function kubeconfig(port: number, certificate: string, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'test',
        cluster: {
          server: `https://127.0.0.1:${port}`,
          'certificate-authority': certificate,
          // Its own certificate is not for an address.
          'tls-server-name': 'kubernetes',
        },
      },
    ],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
    'current-context': 'test',
  });
}

function node(name: string): string {
  const labels = {
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    'topology.kubernetes.io/zone': name.split('-')[0],
  };
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels } })}\n`;
}
