export * from './natural';
export * from './enrichment/asset-state';
export * from './enrichment/draft';
export * from './enrichment/steps';
export * from './motion/motion';
export * from './position/fix-doubt';
export * from './position/location-update';
export * from './position/tracker-record';
