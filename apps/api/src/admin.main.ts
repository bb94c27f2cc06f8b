import { adminProcess } from './admin/admin-process.nest';

void adminProcess((env) => Promise.resolve({ env, isAlone: false, release: () => Promise.resolve() }));
