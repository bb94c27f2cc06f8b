export * from './alerting';
export * from './alerting.config';
export * from './alerting.module';
