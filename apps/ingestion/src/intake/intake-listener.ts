import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { INTAKE_PATHS, type PhoneReport, type PositionIntake, type Submission } from '@yipii/live';
import { Logger, serveHttp, type Lifecycle, type ListeningPorts } from '@yipii/platform';
import type { IntakeConfig } from './intake.config';

/**
 * The port on which ingestion accepts positions from replicas of the API. These have checked the sender's rights,
 * so keep the port private.
 */
export class IntakeListener {
  private readonly log = new Logger('intake');

  constructor(
    private readonly intake: PositionIntake,
    private readonly config: IntakeConfig,
    private readonly ports: ListeningPorts,
    private readonly lifecycle: Lifecycle,
  ) {}

  /** @throws PortTaken */
  async onApplicationBootstrap(): Promise<void> {
    const { port } = this.config;
    const server = createServer((request, response) => void this.answer(request, response));
    server.requestTimeout = 30_000;
    await serveHttp(
      server,
      { name: 'intake', port, variable: 'INGESTION_HTTP_PORT' },
      { ports: this.ports, lifecycle: this.lifecycle },
    );
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const answer = await this.handle(request);
      send(response, answer === undefined ? 404 : 200, answer ?? {});
    } catch (error) {
      this.log.warn({ msg: 'positions from the API could not be stored', err: error });
      send(response, 503, {});
    }
  }

  private async handle(request: IncomingMessage): Promise<object | undefined> {
    const body = await text(request);
    if (request.method !== 'POST') return undefined;
    if (request.url === INTAKE_PATHS.submit)
      return { verdicts: await this.intake.submit(JSON.parse(body) as Submission) };
    if (request.url === INTAKE_PATHS.report) return this.intake.report(JSON.parse(body) as PhoneReport);
    return undefined;
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
