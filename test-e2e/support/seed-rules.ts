import type { Pool } from 'pg';

const OF_FENCES = { fences: 'all', hysteresis_m: 20, max_accuracy_m: 100 };
const ANYWHERE = { ignition: null, moving: null, inside_fences: null };
const RULES = {
  'geofence.entered': OF_FENCES,
  'geofence.exited': OF_FENCES,
  'speed.exceeded': {
    ...{ limit: { by: 'fixed', kmh: 40 }, hysteresis_kmh: 3, min_seconds: 3, max_accuracy_m: 100 },
  },
  'device.sensor': {
    ...{ attribute: 'externalVoltage', bound: { is: 'outside', min: 13.2, max: null } },
    ...{ hysteresis: 0.2, min_seconds: 0, only: ANYWHERE },
  },
};

/** Gives all assets of the one account rules that the simulator's drives break, and a geofence in their town. */
export async function seedRules(pool: Pick<Pool, 'query'>): Promise<void> {
  await pool.query(
    `INSERT INTO geofence (account_id, name, geometry, radius_m)
     SELECT id, 'Centre', '{"type": "Point", "coordinates": [11.9735, 57.7087]}', 500 FROM account`,
  );
  for (const [type, parameters] of Object.entries(RULES))
    await pool.query(
      `INSERT INTO alert_rule (account_id, name, type, severity, parameters, applies_to, cooldown_seconds)
       SELECT id, $1, $1, 'warning', $2, 'all', 10 FROM account`,
      [type, parameters],
    );
}
