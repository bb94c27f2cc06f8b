import { ApiSchema } from '@nestjs/swagger';
import {
  CheckedField,
  inputOf,
  IntegerField,
  nameInMail,
  ObjectField,
  TextField,
  UuidView,
} from '@yipii/platform';

const COLOR = { pattern: /^#[0-9a-f]{6}$/, demand: 'must be a colour as #0f766e' } as const;

@ApiSchema({ name: 'BrandColors' })
class BrandColorsView {
  @TextField({
    ...{ ...COLOR, nullable: true, optional: true, example: '#0f766e' },
    description: 'Of buttons and of the way; pages correct it where it could not be read.',
  })
  readonly accent?: string | null;
  @TextField({
    ...{ ...COLOR, nullable: true, optional: true, example: '#2dd4bf' },
    description: 'The same on dark ground; null: the other one.',
  })
  readonly accent_dark?: string | null;
}

@ApiSchema({ name: 'BrandContact' })
class BrandContactView {
  @TextField({ min: 1, max: 100, nullable: true, optional: true, example: 'Customer service' })
  readonly name?: string | null;
  @TextField({
    ...{ max: 254, nullable: true, optional: true, example: 'help@acme.example' },
    ...{ pattern: /^[^\s@<>"]+@[^\s@<>"]+$/, demand: 'must be a mail address' },
  })
  readonly email?: string | null;
  @TextField({
    ...{ max: 40, nullable: true, optional: true, example: '+46 31 123 45' },
    ...{ pattern: /^\+?[0-9][0-9 ()/.-]*$/, demand: 'must be a telephone number' },
  })
  readonly phone?: string | null;
  @TextField({
    ...{ max: 500, nullable: true, optional: true, example: 'https://acme.example/help' },
    ...{ pattern: /^https:\/\/[^\s"<>\\]+$/, demand: 'must be an address that begins with https://' },
  })
  readonly url?: string | null;
}

@ApiSchema({ name: 'BrandLogo' })
class BrandLogoView {
  @TextField({
    example: 'https://api.yipii.io/api/public/brand/7c9e6679-7425-40de-944b-e07fc1f90ae7/logo?v=1',
  })
  readonly url!: string;
  @IntegerField({ min: 1, max: 10_000, description: 'Pixels.' }) readonly width!: number;
  @IntegerField({ min: 1, max: 10_000, description: 'Pixels.' }) readonly height!: number;
}

@ApiSchema({ name: 'Brand' })
export class BrandView extends UuidView {
  @TextField({ min: 1, max: 200, nullable: true, description: 'Its id in your own systems.' })
  readonly external_id!: string | null;
  @CheckedField(
    nameProblem,
    { type: 'string', minLength: 1, maxLength: 60, example: 'Acme' },
    { description: 'Who shares the vehicle. Pages and mails name it, so it must not look like an address.' },
  )
  readonly name!: string;
  @ObjectField(BrandLogoView, { nullable: true, description: 'Upload it with PUT …/logo.' })
  readonly logo!: BrandLogoView | null;
  @ObjectField(BrandColorsView, { nullable: true }) readonly colors!: BrandColorsView | null;
  @TextField({
    ...{ min: 1, max: 2_000, nullable: true, example: 'We keep your address for 30 days.' },
    description: 'What viewers are told of what becomes of their data; plain text.',
  })
  readonly privacy_text!: string | null;
  @ObjectField(BrandContactView, { nullable: true, description: 'Whom viewers ask.' })
  readonly contact!: BrandContactView | null;
  @CheckedField(
    originsProblem,
    { type: 'array', items: { type: 'string' }, maxItems: 20, example: ['https://shop.acme.example'] },
    { description: 'Origins of pages that may show links in a frame.', default: [], optional: false },
  )
  readonly embed_origins!: readonly string[];
}

@ApiSchema({ name: 'BrandInput' })
export class BrandInput extends inputOf(BrandView, [
  ...(['external_id', 'name', 'colors', 'privacy_text', 'contact', 'embed_origins'] as const),
]) {}

/** What is wrong with the name of a brand, to follow the field's name. */
function nameProblem(value: unknown): string | null {
  const isName = typeof value === 'string' && value.length <= 60 && nameInMail(value, '') === value;
  return isName ? null : 'must be one line of at most 60 characters that does not look like an address';
}

const MAX_ORIGINS = 20;

function originsProblem(value: unknown): string | null {
  if (!Array.isArray(value) || value.length > MAX_ORIGINS)
    return `must be a list of at most ${MAX_ORIGINS} entries`;
  const wrong = value.findIndex((entry) => !isOrigin(entry));
  return wrong === -1 ? null : `must hold origins as https://shop.example.com; entry ${wrong} is none`;
}

/** It gets into a header: nothing else may be in it. */
const ORIGIN = /^(https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)*|http:\/\/localhost)(:[0-9]{1,5})?$/;

function isOrigin(entry: unknown): boolean {
  return typeof entry === 'string' && ORIGIN.test(entry) && URL.canParse(entry);
}
