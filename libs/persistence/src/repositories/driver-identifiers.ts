import type { AccountTransaction } from '../unit-of-work/transaction';

/** An identifier by which a vehicle recognises a driver. */
export interface DriverIdentifier {
  readonly type: 'ibutton' | 'rfid';
  /** Capital letters and digits. */
  readonly value: string;
}

/** The identifiers of drivers; each is unique within an account. */
export class DriverIdentifiers {
  async of(
    tx: AccountTransaction,
    driverIds: readonly number[],
  ): Promise<ReadonlyMap<number, { readonly identifiers: readonly DriverIdentifier[] }>> {
    const { rows } = await tx.query<{ driver_id: string; identifiers: DriverIdentifier[] }>(
      `SELECT driver_id, json_agg(json_build_object('type', type, 'value', value) ORDER BY type, value) AS identifiers
       FROM driver_identifier WHERE driver_id = ANY ($1) GROUP BY 1`,
      [[...driverIds]],
    );
    const found = new Map(rows.map(({ driver_id: id, identifiers }) => [Number(id), identifiers]));
    return new Map(driverIds.map((id) => [id, { identifiers: found.get(id) ?? [] }]));
  }

  async replace(
    tx: AccountTransaction,
    driverId: number,
    identifiers: readonly DriverIdentifier[],
  ): Promise<void> {
    await tx.query('DELETE FROM driver_identifier WHERE driver_id = $1', [driverId]);
    await tx.query(
      `INSERT INTO driver_identifier (account_id, driver_id, type, value)
       SELECT DISTINCT $1::bigint, $2::bigint, type, value FROM jsonb_to_recordset($3) AS given(type text, value text)`,
      [tx.scope.accountId, driverId, JSON.stringify(identifiers)],
    );
  }
}
