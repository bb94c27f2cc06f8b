export * from './api.config';
export * from './limits/api-limits.config';
export * from './api.http';
export * from './api.module';
