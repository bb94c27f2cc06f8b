import { CreateSchema1763900000000 } from './1763900000000-create-schema';

/** All migrations in their order, by name: a bundle has no folder to search. */
export const MIGRATIONS = [CreateSchema1763900000000];
