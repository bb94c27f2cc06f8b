import { ApiSchema } from '@nestjs/swagger';
import { ACCESS_MODES, LINK_STATUSES, type AccessMode, type LinkStatus } from '@yipii/domain';
import {
  BooleanField,
  IntegerField,
  NumberField,
  ObjectField,
  OneOfField,
  TextField,
  TimeField,
  UuidField,
} from '@yipii/platform';

@ApiSchema({ name: 'PublicBrandLogo' })
class PublicBrandLogoView {
  @TextField({
    example: 'https://api.yipii.io/api/public/brand/7c9e6679-7425-40de-944b-e07fc1f90ae7/logo?v=1',
  })
  readonly url!: string;
  @IntegerField({ min: 1, max: 10_000, description: 'Pixels.' }) readonly width!: number;
  @IntegerField({ min: 1, max: 10_000, description: 'Pixels.' }) readonly height!: number;
}

@ApiSchema({ name: 'PublicBrandColors' })
class PublicBrandColorsView {
  @TextField({ nullable: true, example: '#0f766e' }) readonly accent!: string | null;
  @TextField({ nullable: true, example: '#2dd4bf', description: 'On dark ground; null: the other one.' })
  readonly accent_dark!: string | null;
}

@ApiSchema({ name: 'PublicBrandContact' })
class PublicBrandContactView {
  @TextField({ nullable: true, example: 'Customer service' }) readonly name!: string | null;
  @TextField({ nullable: true, example: 'help@acme.example' }) readonly email!: string | null;
  @TextField({ nullable: true, example: '+46 31 123 45' }) readonly phone!: string | null;
  @TextField({ nullable: true, example: 'https://acme.example/help' }) readonly url!: string | null;
}

@ApiSchema({ name: 'PublicBrand' })
export class PublicBrandView {
  @UuidField() readonly id!: string;
  @TextField({ example: 'Acme' }) readonly name!: string;
  @ObjectField(PublicBrandLogoView, { nullable: true, description: 'A PNG.' })
  readonly logo!: PublicBrandLogoView | null;
  @ObjectField(PublicBrandColorsView) readonly colors!: PublicBrandColorsView;
  @ObjectField(PublicBrandContactView, { nullable: true, description: 'Whom to ask.' })
  readonly contact!: PublicBrandContactView | null;
  @TextField({ nullable: true, example: 'We keep your address for 30 days.', description: 'Plain text.' })
  readonly privacy_text!: string | null;
}

@ApiSchema({ name: 'PublicLink' })
export class PublicLinkView {
  @UuidField() readonly uuid!: string;
  @OneOfField(LINK_STATUSES) readonly status!: LinkStatus;
  @OneOfField(ACCESS_MODES) readonly access_mode!: AccessMode;
  @OneOfField(['email', 'code'], { list: {}, description: 'What verify takes.', example: [] })
  readonly requires!: readonly ('email' | 'code')[];
  @TextField({ example: 'en' }) readonly locale!: string;
  @ObjectField(PublicBrandView, { nullable: true, description: 'Who shares it.' })
  readonly brand!: PublicBrandView | null;
  @IntegerField({
    ...{ min: 1, max: Number.MAX_SAFE_INTEGER, example: 30 },
    description: 'How long addresses and sessions of viewers are kept after their end, in days.',
  })
  readonly viewer_data_days!: number;
}

@ApiSchema({ name: 'VerifyInput' })
export class VerifyInput {
  @TextField({ optional: true, max: 254, description: 'Where the mode asks for an address.' })
  readonly email?: string;
  @TextField({ optional: true, max: 40, description: 'The code that was mailed.' }) readonly code?: string;
  @UuidField({ optional: true, description: 'Of the answer that announced the code.' })
  readonly challenge_id?: string;
}

@ApiSchema({ name: 'LinkWebSocket' })
export class LinkWebSocketView {
  @TextField({ example: 'yipii-live' }) readonly key!: string;
  @TextField({ example: 'ws-live.yipii.io' }) readonly host!: string;
  @IntegerField({ min: 1, max: 65_535 }) readonly port!: number;
  @BooleanField() readonly tls!: boolean;
}

@ApiSchema({ name: 'TrackingSession' })
export class TrackingSessionView {
  @TextField({ example: `yts_${'A'.repeat(43)}` }) readonly session_token!: string;
  @TimeField() readonly expires_at!: string;
  @IntegerField({ min: 0, max: Number.MAX_SAFE_INTEGER, description: 'Seconds.' })
  readonly expires_in!: number;
  @TextField({ example: 'private-tracking.7c9e6679-7425-40de-944b-e07fc1f90ae7' }) readonly channel!: string;
  @ObjectField(LinkWebSocketView) readonly websocket!: LinkWebSocketView;
  @TextField({ example: 'https://api.yipii.io/broadcasting/auth' }) readonly auth_endpoint!: string;
}

@ApiSchema({ name: 'SentCode' })
export class SentCodeView {
  @OneOfField(['code_sent']) readonly status!: 'code_sent';
  @UuidField() readonly challenge_id!: string;
  @IntegerField({ min: 0, max: 86_400, description: 'Seconds.', example: 600 }) readonly expires_in!: number;
}

@ApiSchema({ name: 'ValidSession' })
export class ValidSessionView {
  @BooleanField({ example: true }) readonly valid!: true;
  @TimeField() readonly expires_at!: string;
}

@ApiSchema({ name: 'PublicAddress' })
class PublicAddressView {
  @TextField({ nullable: true, example: 'Gedimino pr.' }) readonly street!: string | null;
  @TextField({ nullable: true }) readonly town!: string | null;
}

@ApiSchema({ name: 'PublicPosition' })
export class PublicPositionView {
  @TimeField() readonly timestamp!: string;
  @NumberField() readonly lat!: number;
  @NumberField() readonly lng!: number;
  @NumberField({ nullable: true, description: 'km/h.' }) readonly speed!: number | null;
  @NumberField({ nullable: true, description: 'Degrees clockwise from north.' }) readonly heading!:
    number | null;
  @BooleanField() readonly moving!: boolean;
  @ObjectField(PublicAddressView, { nullable: true }) readonly address!: PublicAddressView | null;
  @TextField({ example: 'Your delivery' }) readonly display_name!: string;
  @NumberField({ nullable: true, optional: true, description: 'Of links with an arrival.' })
  readonly distance_km?: number | null;
  @NumberField({ nullable: true, optional: true, description: 'Of links with an arrival.' })
  readonly eta_minutes?: number | null;
}

@ApiSchema({ name: 'LinkScheduleState' })
class LinkScheduleStateView {
  @BooleanField({ description: 'Whether viewers see the vehicle now.' }) readonly active!: boolean;
  @TimeField({ nullable: true }) readonly next_change_at!: string | null;
}

@ApiSchema({ name: 'LinkDestination' })
class LinkDestinationView {
  @TextField({ nullable: true, example: 'Your address' }) readonly label!: string | null;
  @NumberField() readonly lat!: number;
  @NumberField() readonly lng!: number;
}

@ApiSchema({ name: 'FollowedLink' })
export class FollowedLinkView {
  @OneOfField(LINK_STATUSES) readonly status!: LinkStatus;
  @TextField({ example: 'Your delivery' }) readonly display_name!: string;
  @TimeField({ nullable: true }) readonly expires_at!: string | null;
  @ObjectField(LinkScheduleStateView) readonly schedule!: LinkScheduleStateView;
  @ObjectField(LinkDestinationView, { optional: true, description: 'Where the link shows it.' })
  readonly destination?: LinkDestinationView;
  @OneOfField(['early', 'on_time', 'late'], {
    ...{ nullable: true, optional: true, example: 'on_time' },
    description: 'Of links with a promised time.',
  })
  readonly promise?: 'early' | 'on_time' | 'late' | null;
}

@ApiSchema({ name: 'LinkLocation' })
export class LinkLocationView {
  @ObjectField(PublicPositionView, { nullable: true, description: 'null: there is nothing to see now.' })
  readonly data!: PublicPositionView | null;
  @ObjectField(FollowedLinkView) readonly link!: FollowedLinkView;
  @IntegerField({ min: 1, max: 3_600, example: 30 }) readonly poll_after_seconds!: number;
}
