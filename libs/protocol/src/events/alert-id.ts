import { hash } from 'node:crypto';
import type { Incident } from '@yipii/domain';
import { uuidV8 } from './record-id';

/** Returns the id of an incident, a UUIDv8: the same whenever and wherever it is found. */
export function alertId({ ruleId, assetId, type, subject, raisedAt }: Incident): string {
  return uuidV8(hash('sha256', JSON.stringify([ruleId, assetId, type, subject, raisedAt])));
}
