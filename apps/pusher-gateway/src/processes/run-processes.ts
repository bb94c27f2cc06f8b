import {
  JsonLogger,
  Lifecycle,
  ListeningPorts,
  Logger,
  Metrics,
  ServiceConfig,
  StartRefused,
  exitWith,
  loadConfigs,
  startOpsServer,
  type AppDefinition,
  type Environment,
} from '@yipii/platform';
import { GatewayConfig } from '../gateway.config';
import { endWithParent, forkSelf, onStopSignal, reportToParent } from './child-process.node';
import { KeepProcesses, type KeepingTimes } from './keep-processes';
import { ProcessStates } from './process-states';
import { ProcessesConfig } from './processes.config';

const KEEPING = { firstPauseMs: 500, maxPauseMs: 30_000, steadyMs: 10_000 };
/** Added to the grace time that each process keeps by itself; only one that does not is killed. */
const MORE_GRACE_MS = 2_000;

type RunOne = (watched: NonNullable<AppDefinition['watched']>) => Promise<void>;

/**
 * Runs the app in this process or, for GATEWAY_PROCESSES = N, in N children that share the port. Then this
 * process only supervises them, and its METRICS_PORT reports on all. Exits with 0 if all of them did.
 * @param runOne runs the app in a process, e.g. `bootstrap`
 */
export async function runProcesses(
  definition: Pick<AppDefinition, 'name' | 'configs'>,
  env: Environment,
  runOne: RunOne,
  times: Omit<KeepingTimes, 'graceMs'> = KEEPING,
): Promise<void> {
  Logger.overrideLogger(new JsonLogger({ service: definition.name, level: 'info' }));
  try {
    const plan = planProcesses(definition.configs, env);
    if (plan === null) {
      endWithParent();
      await runOne(reportToParent);
      return;
    }
    Logger.overrideLogger(new JsonLogger({ service: definition.name, level: plan.service.logLevel }));
    process.exit((await runPlan(plan, times)) ? 0 : 1);
  } catch (error) {
    exitWith(error);
  }
}

/**
 * Returns whether all exited with 0.
 * @throws PortTaken, StartRefused
 */
async function runPlan(plan: ProcessPlan, times: Omit<KeepingTimes, 'graceMs'>): Promise<boolean> {
  const { count, service } = plan;
  const states = new ProcessStates(count, () => performance.now());
  const [lifecycle, metrics] = [new Lifecycle(), new Metrics()];
  metrics.collectProcessMetrics();
  const { health, life } = states;
  await startOpsServer(service.metrics, {
    health,
    life,
    lifecycle,
    metrics,
    ports: new ListeningPorts(),
  });
  const graceMs = service.shutdownGraceMs + MORE_GRACE_MS;
  const processes = new KeepProcesses((index) => forkSelf(plan.envOf(index)), { ...times, graceMs }, states);
  onStopSignal((signal) => {
    void lifecycle.stop();
    processes.stop(signal);
  });
  return processes.run(count);
}

export interface ProcessPlan {
  readonly count: number;
  readonly service: ServiceConfig;
  envOf(index: number): Environment;
}

/**
 * Returns null for one process, which is this one.
 * @throws InvalidEnvironment before any process is started
 * @throws StartRefused if several can't be one gateway
 */
export function planProcesses(configs: AppDefinition['configs'], env: Environment): ProcessPlan | null {
  const loaded = loadConfigs([...new Set([ServiceConfig, GatewayConfig, ProcessesConfig, ...configs])], env);
  const { processes: count } = loaded.get(ProcessesConfig) as ProcessesConfig;
  if (count === 1) return null;
  const problem = whyAlone(env, loaded.get(GatewayConfig) as GatewayConfig);
  if (problem !== null) throw new StartRefused(`GATEWAY_PROCESSES=${count} ${problem}`);
  const service = loaded.get(ServiceConfig) as ServiceConfig;
  return { count, service, envOf: (index) => childEnv(env, service.metrics.port, index) };
}

function whyAlone(env: Environment, { port, sockets }: GatewayConfig): string | null {
  if (!env.REDIS_URL && !env.REDIS_URL_FILE) return 'needs REDIS_URL: memory does not span processes';
  if (port === 0) return 'needs a GATEWAY_PORT that they share: 0 would give each another one';
  return sockets === 'ws' ? 'needs GATEWAY_SOCKETS=uws: ws can not share a port' : null;
}

function childEnv(env: Environment, metricsPort: number, index: number): Environment {
  return {
    ...env,
    GATEWAY_PROCESSES: '1',
    GATEWAY_SHARE_PORT: 'true',
    // The first port is the supervisor's.
    METRICS_PORT: String(metricsPort === 0 ? 0 : metricsPort + 1 + index),
  };
}
