import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.v1';

/** Users of accounts, how they come in, and how they sign in. Only the worker reads hashes and secrets. */
export class AddPeople1764530000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await this.addUsers(runner);
    await runner.query(KEEP_AN_OWNER);
    await this.addSessions(runner);
    await tenantTable(runner, {
      name: 'invitation',
      columns: `id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        email text NOT NULL,
        role text NOT NULL,
        group_ids bigint[],
        token_hash bytea NOT NULL UNIQUE,
        expires_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()`,
      rights: ['INSERT', 'DELETE'],
    });
    await runner.query(`
      GRANT SELECT (id, account_id, email, role, group_ids, expires_at, created_at, updated_at) ON invitation TO yipii_app;
      GRANT UPDATE (updated_at) ON invitation TO yipii_app`);
    await runner.query(PASSWORD_RESET);
    // Paths of the API begin with it. An account that has the key already keeps it.
    await runner.query(
      `ALTER TABLE account ADD CONSTRAINT account_key_reserved CHECK (key <> 'auth') NOT VALID`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE account DROP CONSTRAINT account_key_reserved;
       DROP TABLE password_reset, invitation, user_session, account_user_group, account_user;
       DROP FUNCTION keep_an_owner()`,
    );
  }

  private async addUsers(runner: QueryRunner): Promise<void> {
    await tenantTable(runner, {
      name: 'account_user',
      columns: `id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        external_id text,
        email text NOT NULL,
        name text NOT NULL,
        role text NOT NULL CHECK (role IN ('owner', 'operator', 'viewer')),
        -- To the groups in account_user_group, of which there may be none.
        is_limited boolean NOT NULL DEFAULT false CHECK (NOT is_limited OR role <> 'owner'),
        -- Null: signs in by single sign-on only.
        password_hash text,
        totp_secret text,
        -- Not confirmed by a code yet.
        totp_pending text,
        -- Counter of the last code that was used: each is good once.
        totp_step bigint NOT NULL DEFAULT 0,
        recovery_hashes bytea[] NOT NULL DEFAULT '{}',
        sso_issuer text,
        sso_subject text,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (account_id, id),
        UNIQUE (sso_issuer, sso_subject),
        CONSTRAINT account_user_external_id_key UNIQUE (account_id, external_id)`,
      rights: ['DELETE'],
    });
    await runner.query(`
      CREATE UNIQUE INDEX account_user_email ON account_user (lower(email));
      GRANT SELECT (id, account_id, external_id, email, name, role, is_limited, created_at, updated_at)
        ON account_user TO yipii_app;
      GRANT UPDATE (external_id, name, role, is_limited, updated_at) ON account_user TO yipii_app`);
    await tenantTable(runner, {
      name: 'account_user_group',
      columns: `user_id bigint NOT NULL,
        group_id bigint NOT NULL,
        PRIMARY KEY (user_id, group_id),
        FOREIGN KEY (account_id, user_id) REFERENCES account_user (account_id, id) ON DELETE CASCADE,
        FOREIGN KEY (account_id, group_id) REFERENCES asset_group (account_id, id) ON DELETE CASCADE`,
      indexes: ['group_id'],
      rights: ['SELECT', 'INSERT', 'DELETE'],
    });
  }

  private async addSessions(runner: QueryRunner): Promise<void> {
    await tenantTable(runner, {
      name: 'user_session',
      columns: `id uuid PRIMARY KEY,
        user_id bigint NOT NULL,
        token_hash bytea NOT NULL UNIQUE,
        -- What channel grants depend on: a new one ends them, while the session goes on.
        handle uuid NOT NULL,
        user_agent text,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_seen_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        next_due_at timestamptz,
        FOREIGN KEY (account_id, user_id) REFERENCES account_user (account_id, id) ON DELETE CASCADE`,
      indexes: ['user_id'],
      rights: ['DELETE'],
    });
    await runner.query(`
      CREATE INDEX user_session_due ON user_session (next_due_at) WHERE next_due_at IS NOT NULL;
      GRANT SELECT (id, account_id, user_id, handle, user_agent, created_at, last_seen_at, expires_at)
        ON user_session TO yipii_app;
      GRANT UPDATE (handle) ON user_session TO yipii_app`);
  }
}

/**
 * Requests can't take the last owner away. Transactions that try at the same time wait for each other; a volatile
 * function then sees what the one before has committed.
 */
const KEEP_AN_OWNER = `
  CREATE FUNCTION keep_an_owner() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('owners of ' || OLD.account_id, 0));
    IF NOT EXISTS (SELECT FROM account_user WHERE account_id = OLD.account_id AND role = 'owner' AND id <> OLD.id) THEN
      RAISE EXCEPTION 'the last owner must stay' USING ERRCODE = 'YL001';
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER keep_an_owner_update AFTER UPDATE OF role ON account_user FOR EACH ROW
    WHEN (current_user = 'yipii_app' AND OLD.role = 'owner' AND NEW.role <> 'owner') EXECUTE FUNCTION keep_an_owner();
  CREATE TRIGGER keep_an_owner_delete AFTER DELETE ON account_user FOR EACH ROW
    WHEN (current_user = 'yipii_app' AND OLD.role = 'owner') EXECUTE FUNCTION keep_an_owner();`;

/** Of people who have not shown yet who they are, so that there is no account. */
const PASSWORD_RESET = `
  CREATE TABLE password_reset (
    token_hash bytea PRIMARY KEY,
    -- Null: nobody has the address; stored all the same, so that it takes the same time.
    user_id bigint REFERENCES account_user ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX ON password_reset (user_id);
  CREATE INDEX ON password_reset (expires_at);`;
