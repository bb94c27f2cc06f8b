import { followJourney } from '../../journey/follow-journey';
import type { Moment } from '../../journey/journey-state';
import { motionStatus } from '../../motion/motion';
import { isCurrent, UNCHANGED, type Draft, type Step } from '../draft';

/** Where it is, and how fast one may drive there; late fixes too, since they are in the track. */
export const lookUpPlace: Step = (draft, map) => {
  const { lat, lng } = draft.record;
  const isPlace = draft.fix || draft.unstreamed === 'late' || draft.unstreamed === 'same_time';
  if (!isPlace || lat === null || lng === null) return UNCHANGED;
  const place = { lat, lng };
  const speedLimit = draft.status === 'moving' ? map.speedLimitOf(place, draft.record.heading) : null;
  return { address: map.addressOf(place), speedLimit };
};

/** Trips and stops. A record without a fix tells when it stopped, e.g. in a garage, where it was last seen. */
export const followJourneys: Step = (draft) => {
  const { state } = draft;
  const moment = isCurrent(draft) ? momentOf(draft) : null;
  if (!moment || moment.at < (state.journey?.last.at ?? 0)) return UNCHANGED;
  const { state: journey, changed } = followJourney(state.journey, moment);
  return { journeys: changed, state: { journey } };
};

/** Null: nobody knows where it is. */
function momentOf({ record, state, fix, address, driverId, driven, way }: Draft): Moment | null {
  const last = state.journey?.last;
  const place = fix ?? state.fix;
  if (!place) return null;
  return {
    at: record.fixTime,
    lat: place.lat,
    lng: place.lng,
    address: fix ? address : (last?.address ?? null),
    status: motionStatus(state.motion),
    seen: fix !== null,
    speed: fix && fix.speed,
    odometer: (last?.odometer ?? 0) + driven,
    leftAt: way?.leftAt ?? null,
    arrivedAt: way?.arrivedAt ?? null,
    driverId,
  };
}
