export { adminProcess } from './admin/admin-process.nest';
export type { InstallationAddress } from './admin/installation';
export * from './access/external-issuer.config';
export * from './api.config';
export * from './limits/api-limits.config';
export * from './api.http';
export * from './api.module';
export * from './people/create-user';
export * from './people/people.config';
