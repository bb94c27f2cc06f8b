export * from './api.config';
export * from './api.http';
export * from './api.module';
export * from './people/people.config';
