/** Colours as `#rrggbb`. */
export interface BrandColors {
  readonly accent: string | null;
  /** On dark ground; null: `accent`. */
  readonly accentDark: string | null;
}

/** Whom viewers ask. */
export interface BrandContact {
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly url: string | null;
}

export interface BrandLogo {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Of its content. */
  readonly version: string;
}

/** What viewers of tracking links see of whoever shares them. */
export interface Brand {
  readonly uuid: string;
  readonly name: string;
  readonly logo: BrandLogo | null;
  readonly colors: BrandColors;
  readonly contact: BrandContact | null;
  readonly privacyText: string | null;
}

/** Returns the path of a brand's logo; another version has another one, so that it may be cached for good. */
export function logoPathOf(uuid: string, { version }: Pick<BrandLogo, 'version'>): string {
  return `/api/public/brand/${uuid}/logo?v=${version}`;
}
