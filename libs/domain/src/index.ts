export * from './position/location-update';
export * from './position/tracker-record';
