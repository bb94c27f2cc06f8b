import type { Place } from '@yipii/domain';
import { Circuit } from './circuit';
import { NoRoute, Router, RouterAway, type Route } from './routing.ports';
import { isValhallaAnswer, isValhallaRefusal, routeOf } from './valhalla-answer';

export interface ValhallaOptions {
  /** Base URL of the server, without `/route`. */
  readonly url: string;
  /** Timeout of a whole response. */
  readonly timeoutMs?: number;
  /** How long a failing server is left alone. */
  readonly pauseMs?: number;
  /** Milliseconds since any moment. */
  readonly now?: () => number;
}

const TIMEOUT_MS = 2_000;
const PAUSE_MS = 30_000;
/** Degrees between the vehicle's heading and the road's. */
const HEADING_TOLERANCE = 60;
/** Metres. By default Valhalla considers the nearest road only, and drops a heading that does not fit it. */
const RADIUS = 40;

/** A Valhalla server over HTTP; its API: https://valhalla.github.io/valhalla/api/turn-by-turn/api-reference/ */
export class ValhallaRouter extends Router {
  private readonly endpoint: URL;
  private readonly timeoutMs: number;
  private readonly circuit: Circuit;
  private readonly now: () => number;

  constructor({
    url,
    timeoutMs = TIMEOUT_MS,
    pauseMs = PAUSE_MS,
    now = () => performance.now(),
  }: ValhallaOptions) {
    super();
    this.now = now;
    this.endpoint = new URL('route', url.endsWith('/') ? url : `${url}/`);
    this.timeoutMs = timeoutMs;
    this.circuit = new Circuit(pauseMs);
  }

  async route(from: Place, to: Place, heading: number | null = null): Promise<Route> {
    if (!this.circuit.mayTry(this.now())) throw new RouterAway('Valhalla failed a moment ago');
    try {
      const answer = await this.ask(requestOf(from, to, heading));
      this.circuit.works();
      if (isValhallaAnswer(answer)) return routeOf(answer);
      throw new NoRoute(`Valhalla: ${answer.error}`);
    } catch (error) {
      if (error instanceof NoRoute) throw error;
      this.circuit.fails(this.now());
      throw new RouterAway('Valhalla does not answer with routes', { cause: error });
    }
  }

  private async ask(body: object) {
    const answer = await fetch(this.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(this.timeoutMs),
    });
    const content: unknown = await answer.json();
    if (answer.ok && isValhallaAnswer(content)) return content;
    if (answer.status === 400 && isValhallaRefusal(content)) return content;
    throw new Error(`status ${answer.status}`);
  }
}

function requestOf(from: Place, to: Place, heading: number | null): object {
  const start = { lat: from.lat, lon: from.lng };
  const direction = {
    heading: Math.round(heading ?? 0) % 360,
    heading_tolerance: HEADING_TOLERANCE,
    radius: RADIUS,
  };
  return {
    locations: [heading === null ? start : { ...start, ...direction }, { lat: to.lat, lon: to.lng }],
    costing: 'auto',
    units: 'kilometers',
    directions_type: 'maneuvers',
  };
}
