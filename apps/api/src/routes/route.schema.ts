import { ApiSchema, PickType } from '@nestjs/swagger';
import {
  IdField,
  inputOf,
  NumberField,
  ObjectField,
  patchOf,
  RegistryView,
  TextField,
  TimeField,
  UuidField,
} from '@yipii/platform';

const MAX_STOPS = 500;
const COMPLETED = { nullable: true, description: 'Null: it is still to come.' } as const;

@ApiSchema({ name: 'RouteStop' })
export class RouteStopView {
  @IdField() readonly id!: number;
  @TextField({ min: 1, max: 200, example: 'Warehouse 3' }) readonly name!: string;
  @NumberField({ min: -90, max: 90 }) readonly lat!: number;
  @NumberField({ min: -180, max: 180 }) readonly lng!: number;
  @NumberField({ min: 10, max: 5_000, default: 100, optional: false, description: 'Metres.', example: 100 })
  readonly radius_m!: number;
  @TimeField(COMPLETED) readonly completed_at!: string | null;
}

@ApiSchema({ name: 'RouteStopInput' })
export class RouteStopInput {
  @IdField({ optional: true, nullable: true, description: 'Of a stop that stays; absent: a new one.' })
  readonly id?: number | null;
  @TextField({ min: 1, max: 200, example: 'Warehouse 3' }) readonly name!: string;
  @NumberField({ min: -90, max: 90 }) readonly lat!: number;
  @NumberField({ min: -180, max: 180 }) readonly lng!: number;
  @NumberField({ min: 10, max: 5_000, default: 100, description: 'Metres.', example: 100 })
  readonly radius_m!: number;
  @TimeField({ ...COMPLETED, optional: true }) readonly completed_at?: string | null;
}

@ApiSchema({ name: 'Route' })
export class RouteView extends RegistryView {
  @TextField({ min: 1, max: 200, nullable: true, description: 'Its id in your own systems.' })
  readonly external_id!: string | null;
  @TextField({ min: 1, max: 200, example: 'Monday, north' }) readonly name!: string;
  @IdField({
    nullable: true,
    description: 'The asset that drives it; null: none yet. Links follow another one at once.',
  })
  readonly asset_id!: number | null;
  @ObjectField(RouteStopView, { list: { max: MAX_STOPS }, description: 'In their order.' })
  readonly stops!: readonly RouteStopView[];
  @TimeField({ nullable: true, description: 'Its links ended then; null: it goes on.' })
  readonly completed_at!: string | null;
}

@ApiSchema({ name: 'RouteInput' })
export class RouteInput extends inputOf(RouteView, ['external_id', 'name', 'asset_id', 'completed_at']) {
  @ObjectField(RouteStopInput, { list: { max: MAX_STOPS }, default: [], description: 'In their order.' })
  readonly stops!: readonly RouteStopInput[];
}

class RouteLinksInput {
  @IdField({ description: 'Of the template by which each stop gets a link.' }) readonly template_id!: number;
}

const LINKS = {
  optional: true,
  description: 'Makes a link for each stop, by a template; needs links:write.',
} as const;

@ApiSchema({ name: 'RouteCreation' })
export class RouteCreation extends RouteInput {
  @ObjectField(RouteLinksInput, LINKS) readonly links?: RouteLinksInput;
}

@ApiSchema({ name: 'RoutePatch' })
export class RoutePatch extends patchOf(RouteInput) {
  @ObjectField(RouteLinksInput, LINKS) readonly links?: RouteLinksInput;
}

/** The part of a patch that is not the route's own. */
export class LinksOfPatch extends PickType(RoutePatch, ['links']) {}

@ApiSchema({ name: 'StopLink' })
export class StopLinkView {
  @IdField() readonly stop_id!: number;
  @UuidField() readonly uuid!: string;
  @TextField({ example: 'https://api.yipii.io/t/7c9e6679-7425-40de-944b-e07fc1f90ae7' })
  readonly url!: string;
}

@ApiSchema({ name: 'RouteWithLinks' })
export class RouteWithLinksView extends RouteView {
  @ObjectField(StopLinkView, {
    list: {},
    optional: true,
    description: 'Where links were asked for: one for each stop.',
  })
  readonly links?: readonly StopLinkView[];
}
