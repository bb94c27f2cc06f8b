import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsInt, IsOptional, Max, Min } from 'class-validator';
import type { Asset } from '@yipii/persistence';

const MAX_PER_PAGE = 200;
const MAX_IDS = 1_000;
/** Keeps `OFFSET` within what a database counts with. */
const MAX_PAGE = 1_000_000;

export class PageQuery {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE)
  readonly page: number = 1;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_PER_PAGE)
  readonly per_page: number = 50;
}

export class LocationQuery {
  /** Comma-separated. */
  @IsOptional()
  @Transform(({ value }) => String(value).split(',').map(Number))
  @ArrayMaxSize(MAX_IDS)
  @IsInt({ each: true })
  @Min(1, { each: true })
  readonly asset_ids?: number[];
}

/** An asset as REST shows it. */
export interface AssetView {
  readonly id: number;
  readonly external_id: string | null;
  readonly name: string;
  readonly plate: string | null;
  readonly icon: string | null;
  readonly offline_after_seconds: number;
  readonly created_at: string;
  readonly updated_at: string;
}

export function assetView(asset: Asset): AssetView {
  return {
    id: asset.id,
    external_id: asset.externalId,
    name: asset.name,
    plate: asset.plate,
    icon: asset.icon,
    offline_after_seconds: asset.offlineAfterSeconds,
    created_at: asset.createdAt.toISOString(),
    updated_at: asset.updatedAt.toISOString(),
  };
}
