/** What is needed once somebody follows: fetched while they read what they will see. */
export { default as Pusher } from 'pusher-js';
export { VehicleMap } from '../map/vehicle-map';
export { FollowView } from './follow-view';
