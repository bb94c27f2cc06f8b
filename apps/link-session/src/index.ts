export * from './link-session';
export * from './link-session.config';
export * from './link-session.module';
export type * from './tracking.schema';
