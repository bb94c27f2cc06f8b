/**
 * SQL that creates the role of a service, unless it exists: roles belong to the whole server, and another database of
 * it may have made it, even at this moment. Released migrations call this: its meaning is frozen.
 */
export function ensureRole(role: string): string {
  return `
    DO $$
    BEGIN
      IF to_regrole('${role}') IS NULL THEN
        BEGIN
          CREATE ROLE ${role} NOLOGIN BYPASSRLS;
        EXCEPTION
          WHEN duplicate_object OR unique_violation THEN NULL;
          WHEN insufficient_privilege THEN
            RAISE EXCEPTION 'the role ${role} is missing: a superuser must create it (docs/operations.md)'
              USING ERRCODE = 'insufficient_privilege';
        END;
      END IF;
    END $$`;
}
