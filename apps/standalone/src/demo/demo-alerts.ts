import type { WorkerUnitOfWork } from '@yipii/persistence';

/** Circles in the middle of Gothenburg, where the vehicles drive. */
const FENCES = [
  { name: 'Central station', at: [11.9735, 57.7087], radius: 400 },
  { name: 'Järntorget', at: [11.9527, 57.6999], radius: 400 },
] as const;

const OF_FENCES = { fences: 'all', hysteresis_m: 20, max_accuracy_m: 100 };
const RULES = [
  { name: 'Arrives', type: 'geofence.entered', severity: 'info', parameters: OF_FENCES },
  { name: 'Leaves', type: 'geofence.exited', severity: 'info', parameters: OF_FENCES },
  {
    ...{ name: 'Faster than 40 km/h', type: 'speed.exceeded', severity: 'warning' },
    parameters: {
      ...{ limit: { by: 'fixed', kmh: 40 }, hysteresis_kmh: 3, min_seconds: 3, max_accuracy_m: 100 },
    },
  },
  {
    ...{ name: 'Runs on its battery', type: 'device.sensor', severity: 'info' },
    parameters: {
      ...{ attribute: 'externalVoltage', bound: { is: 'outside', min: 13.2, max: null }, hysteresis: 0.2 },
      ...{ min_seconds: 0, only: { ignition: null, moving: null, inside_fences: null } },
    },
  },
] as const;

/** Those of an earlier start stay as they are. */
const SEED_FENCE = `
  INSERT INTO geofence (account_id, external_id, name, geometry, radius_m) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT ON CONSTRAINT geofence_external_id_key DO NOTHING RETURNING id`;
const SEED_RULE = `
  INSERT INTO alert_rule (account_id, external_id, name, type, severity, parameters, applies_to, cooldown_seconds)
  VALUES ($1, $2, $3, $4, $5, $6, 'all', 10)
  ON CONFLICT ON CONSTRAINT alert_rule_external_id_key DO NOTHING RETURNING id`;

interface Seeded {
  readonly id: string;
}

/** Seeds geofences and rules of alerts, so that there is something to see within a minute. */
export class SeedDemoAlerts {
  constructor(private readonly unitOfWork: WorkerUnitOfWork) {}

  run(accountId: number): Promise<void> {
    return this.unitOfWork.run(async (tx) => {
      for (const { name, at, radius } of FENCES) {
        const geometry = { type: 'Point', coordinates: at };
        const { rows } = await tx.query<Seeded>(SEED_FENCE, [
          accountId,
          `demo-${name}`,
          name,
          geometry,
          radius,
        ]);
        for (const { id } of rows) await tx.registryChanged('geofence', Number(id));
      }
      for (const { name, type, severity, parameters } of RULES) {
        const { rows } = await tx.query<Seeded>(SEED_RULE, [
          ...[accountId, `demo-${type}`, name, type, severity, parameters],
        ]);
        for (const { id } of rows) await tx.registryChanged('alert_rule', Number(id));
      }
    });
  }
}
