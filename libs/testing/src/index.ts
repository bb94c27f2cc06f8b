export * from './eventually';
export * from './messaging-scenario';
export * from './messaging.contract';
export * from './services/server';
export * from './services/services';
export * from './tcp-proxy';
export * from './test-database';
