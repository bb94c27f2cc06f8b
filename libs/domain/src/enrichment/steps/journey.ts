import { followJourney } from '../../journey/follow-journey';
import type { Moment } from '../../journey/journey-state';
import { motionStatus } from '../../motion/motion';
import { isCurrent, type Draft, type Step } from '../draft';

/** Looks up the address and the speed limit. Late fixes get them too, since they are part of the track. */
export const lookUpPlace: Step = (draft, map) => {
  const { lat, lng } = draft.record;
  const isPlace = draft.fix || draft.unstreamed === 'late' || draft.unstreamed === 'same_time';
  if (!isPlace || lat === null || lng === null) return;
  const place = { lat, lng };
  draft.address = map.addressOf(place);
  if (draft.status === 'moving') draft.speedLimit = map.speedLimitOf(place, draft.record.heading);
};

/**
 * Follows trips and stops. A record without a fix can end a trip at the last known position, for example in a
 * garage.
 */
export const followJourneys: Step = (draft) => {
  const { state } = draft;
  const moment = isCurrent(draft) ? momentOf(draft) : null;
  if (!moment || moment.at < (state.journey?.last.at ?? 0)) return;
  const { state: journey, changed } = followJourney(state.journey, moment);
  draft.journeys = changed;
  state.journey = journey;
};

const NO_MOMENT = { address: null, odometer: 0 } as const;

/** Null if the position is unknown. */
function momentOf({ record, state, fix, address, driverId, driven, way }: Draft): Moment | null {
  const place = fix ?? state.fix;
  if (!place) return null;
  const last = state.journey ? state.journey.last : NO_MOMENT;
  return {
    at: record.fixTime,
    lat: place.lat,
    lng: place.lng,
    address: fix ? address : last.address,
    status: motionStatus(state.motion),
    seen: fix !== null,
    speed: fix && fix.speed,
    odometer: last.odometer + driven,
    leftAt: way && way.leftAt,
    arrivedAt: way && way.arrivedAt,
    driverId,
  };
}
