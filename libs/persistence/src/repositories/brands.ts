import type { Brand, BrandContact, BrandLogo } from '@yipii/domain';
import type { Sql } from '@yipii/platform';
import type { AccountSql } from '../unit-of-work/transaction';

/** An image, encoded by us. */
export interface LogoImage extends BrandLogo {
  readonly png: Buffer;
}

interface Row {
  readonly uuid: string;
  readonly name: string;
  readonly colors: { readonly accent?: string | null; readonly accent_dark?: string | null } | null;
  readonly contact: Partial<BrandContact> | null;
  readonly privacy_text: string | null;
  readonly logo: BrandLogo | null;
}

const BY_UUID = `
  SELECT b.uuid, b.name, b.colors, b.contact, b.privacy_text, CASE WHEN l.version IS NOT NULL THEN
    json_build_object('width', l.width, 'height', l.height, 'version', l.version) END AS logo
  FROM brand b LEFT JOIN brand_logo l ON l.brand_uuid = b.uuid WHERE b.uuid = $1`;

const PUT_LOGO = `
  INSERT INTO brand_logo (account_id, brand_uuid, png, width, height, version) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (brand_uuid) DO UPDATE
    SET png = excluded.png, width = excluded.width, height = excluded.height, version = excluded.version`;

/** Brands as viewers see them, and their logos. What is not of an account needs the worker's database. */
export class Brands {
  async find(sql: Sql, uuid: string): Promise<Brand | null> {
    const { rows } = await sql.query<Row>(BY_UUID, [uuid]);
    return rows[0] ? toBrand(rows[0]) : null;
  }

  /** Returns the origins of the pages that may show links of the brand in a frame. */
  async embedOrigins(sql: Sql, uuid: string): Promise<readonly string[]> {
    const { rows } = await sql.query<{ origins: string[] }>(
      'SELECT embed_origins AS origins FROM brand WHERE uuid = $1',
      [uuid],
    );
    return rows[0]?.origins ?? [];
  }

  async logoOf(sql: Sql, uuid: string): Promise<LogoImage | null> {
    const { rows } = await sql.query<LogoImage>(
      'SELECT png, width, height, version FROM brand_logo WHERE brand_uuid = $1',
      [uuid],
    );
    return rows[0] ?? null;
  }

  /** Returns the logos of brands of the registry, by the ids of their rows. */
  async logosOf(
    sql: AccountSql,
    ids: readonly number[],
  ): Promise<ReadonlyMap<number, BrandLogo & { readonly uuid: string }>> {
    const { rows } = await sql.query<BrandLogo & { id: string; uuid: string }>(
      `SELECT b.id, b.uuid, l.width, l.height, l.version
       FROM brand b JOIN brand_logo l ON l.brand_uuid = b.uuid WHERE b.account_id = $1 AND b.id = ANY ($2)`,
      [sql.scope.accountId, [...ids]],
    );
    return new Map(rows.map(({ id, ...logo }) => [Number(id), logo]));
  }

  async putLogo(sql: AccountSql, uuid: string, { png, width, height, version }: LogoImage): Promise<void> {
    await sql.query(PUT_LOGO, [sql.scope.accountId, uuid, png, width, height, version]);
  }

  async removeLogo(sql: AccountSql, uuid: string): Promise<void> {
    await sql.query('DELETE FROM brand_logo WHERE account_id = $1 AND brand_uuid = $2', [
      sql.scope.accountId,
      uuid,
    ]);
  }

  /** Whether the account has such a brand. */
  async exists(sql: AccountSql, uuid: string): Promise<boolean> {
    const { rows } = await sql.query('SELECT FROM brand WHERE account_id = $1 AND uuid = $2', [
      sql.scope.accountId,
      uuid,
    ]);
    return rows.length > 0;
  }
}

function toBrand({ uuid, name, colors, contact, privacy_text: privacyText, logo }: Row): Brand {
  return {
    ...{ uuid, name, privacyText, logo },
    colors: { accent: colors?.accent ?? null, accentDark: colors?.accent_dark ?? null },
    contact: contact && {
      ...{ name: contact.name ?? null, email: contact.email ?? null },
      ...{ phone: contact.phone ?? null, url: contact.url ?? null },
    },
  };
}
