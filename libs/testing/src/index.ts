export * from './eventually';
export * from './services/server';
export * from './services/services';
