const KNOTS_PER_MS = 1.943_844;

/** Parameters of a report: of the query, and of a body that is a form or JSON as phone apps send it. */
export type Parameters = Map<string, string>;

/**
 * The parameters of one request.
 * @throws SyntaxError for a JSON body that is none
 */
export function readParameters(url: string, contentType: string, body: string): Parameters {
  const at = url.indexOf('?');
  const parameters = new Map(new URLSearchParams(at === -1 ? '' : url.slice(at + 1)));
  const ofBody = contentType.includes('json') ? readJson(body) : new URLSearchParams(body);
  for (const [name, value] of ofBody) parameters.set(name, value);
  return parameters;
}

/** `{device_id, location: {timestamp, coords: {…}, battery: {level}, …}}`, speed in m/s, level from 0 to 1. */
function readJson(body: string): Parameters {
  const report = objectOf(JSON.parse(body));
  const location = objectOf(report.location);
  const coords = objectOf(location.coords);
  const battery = objectOf(location.battery);
  const parameters: Parameters = new Map();
  const put = (name: string, value: unknown): void => {
    if (['string', 'number', 'boolean'].includes(typeof value)) parameters.set(name, String(value));
  };
  put('id', report.device_id ?? report.id);
  put('timestamp', location.timestamp);
  put('lat', coords.latitude);
  put('lon', coords.longitude);
  for (const name of ['altitude', 'accuracy', 'heading']) put(name, coords[name]);
  if (typeof coords.speed === 'number') put('speed', toFixed(coords.speed * KNOTS_PER_MS));
  if (typeof battery.level === 'number') put('batt', toFixed(battery.level * 100));
  put('charge', battery.is_charging);
  put('odometer', location.odometer);
  put('motion', location.is_moving);
  put('event', location.event);
  return parameters;
}

/** Never in exponential notation. */
function toFixed(value: number): string {
  return value.toFixed(6).replace(/\.?0+$/, '');
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
