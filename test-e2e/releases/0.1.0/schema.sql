--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: drop_position_partitions(date); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.drop_position_partitions(before_day date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $_$
  DECLARE
    name text;
    dropped int := 0;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ensure_position_partitions'));
    FOR name IN
      SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'position'::regclass AND c.relname ~ '^position_\d{8}$'
        AND to_date(right(c.relname, 8), 'YYYYMMDD') < before_day
    LOOP
      EXECUTE format('DROP TABLE %I', name);
      dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
  END $_$;


--
-- Name: ensure_position_partitions(date, date); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.ensure_position_partitions(from_day date, to_day date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
  DECLARE
    day date;
    name text;
    starts timestamptz;
    ends timestamptz;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ensure_position_partitions'));
    FOR day IN SELECT generate_series(from_day, to_day, interval '1 day')::date LOOP
      name := 'position_' || to_char(day, 'YYYYMMDD');
      CONTINUE WHEN to_regclass(name) IS NOT NULL;
      starts := day::timestamp AT TIME ZONE 'UTC';
      ends := (day + 1)::timestamp AT TIME ZONE 'UTC';
      EXECUTE format('CREATE TABLE %I (LIKE position INCLUDING ALL)', name);
      EXECUTE format(
        'WITH moved AS (DELETE FROM position_default WHERE fix_time >= %L AND fix_time < %L RETURNING *)
         INSERT INTO %I SELECT * FROM moved', starts, ends, name);
      EXECUTE format('ALTER TABLE position ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, starts, ends);
    END LOOP;
  END $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: account; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.account (
    id bigint NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT account_key_check CHECK (((key ~ '^[a-z0-9][a-z0-9-]{2,31}$'::text) AND (key <> ALL (ARRAY['public'::text, 'user'::text]))))
);

ALTER TABLE ONLY public.account FORCE ROW LEVEL SECURITY;


--
-- Name: account_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.account ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: asset; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.asset (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    name text NOT NULL,
    plate text,
    icon text,
    external_id text,
    offline_after_seconds integer DEFAULT 900 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT asset_offline_after_seconds_check CHECK ((offline_after_seconds > 0))
);

ALTER TABLE ONLY public.asset FORCE ROW LEVEL SECURITY;


--
-- Name: asset_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.asset ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.asset_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: asset_state; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.asset_state (
    asset_id bigint NOT NULL,
    account_id bigint NOT NULL,
    part integer NOT NULL,
    seq bigint NOT NULL,
    state jsonb NOT NULL,
    location jsonb,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.asset_state FORCE ROW LEVEL SECURITY;


--
-- Name: assignment; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.assignment (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    device_id bigint NOT NULL,
    asset_id bigint NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    CONSTRAINT assignment_check CHECK ((valid_to > valid_from))
);

ALTER TABLE ONLY public.assignment FORCE ROW LEVEL SECURITY;


--
-- Name: assignment_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.assignment ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.assignment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: checkpoint; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.checkpoint (
    grp text NOT NULL,
    topic text NOT NULL,
    part integer NOT NULL,
    off bigint,
    epoch bigint NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: device; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.device (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    unique_id text NOT NULL,
    protocol text,
    model text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.device FORCE ROW LEVEL SECURITY;


--
-- Name: device_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.device ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.device_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: oauth_client; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.oauth_client (
    id uuid NOT NULL,
    account_id bigint NOT NULL,
    name text NOT NULL,
    secret_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    asset_ids bigint[],
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone
);

ALTER TABLE ONLY public.oauth_client FORCE ROW LEVEL SECURITY;


--
-- Name: outbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outbox (
    id bigint NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    event_id uuid NOT NULL,
    payload jsonb NOT NULL,
    headers jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: outbox_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.outbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: position; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public."position" (
    account_id bigint NOT NULL,
    asset_id bigint NOT NULL,
    device_id bigint NOT NULL,
    event_id uuid NOT NULL,
    fix_time timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    seq bigint,
    valid boolean NOT NULL,
    unstreamed text,
    lat double precision,
    lng double precision,
    altitude real,
    speed real,
    heading real,
    accuracy real,
    satellites smallint,
    status text NOT NULL,
    ignition boolean,
    odometer_km double precision,
    protocol text NOT NULL,
    address jsonb,
    attributes jsonb NOT NULL
)
PARTITION BY RANGE (fix_time);

ALTER TABLE ONLY public."position" FORCE ROW LEVEL SECURITY;


--
-- Name: position_default; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.position_default (
    account_id bigint NOT NULL,
    asset_id bigint NOT NULL,
    device_id bigint NOT NULL,
    event_id uuid NOT NULL,
    fix_time timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    seq bigint,
    valid boolean NOT NULL,
    unstreamed text,
    lat double precision,
    lng double precision,
    altitude real,
    speed real,
    heading real,
    accuracy real,
    satellites smallint,
    status text NOT NULL,
    ignition boolean,
    odometer_km double precision,
    protocol text NOT NULL,
    address jsonb,
    attributes jsonb NOT NULL
);


--
-- Name: revoked_token; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.revoked_token (
    jti uuid NOT NULL,
    account_id bigint NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.revoked_token FORCE ROW LEVEL SECURITY;


--
-- Name: schema_migration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schema_migration (
    id integer NOT NULL,
    "timestamp" bigint NOT NULL,
    name character varying NOT NULL
);


--
-- Name: schema_migration_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.schema_migration_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: schema_migration_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.schema_migration_id_seq OWNED BY public.schema_migration.id;


--
-- Name: unregistered_device; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.unregistered_device (
    unique_id text NOT NULL,
    protocol text NOT NULL,
    first_seen timestamp with time zone NOT NULL,
    last_seen timestamp with time zone NOT NULL,
    records bigint DEFAULT 0 NOT NULL
);


--
-- Name: position_default; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public."position" ATTACH PARTITION public.position_default DEFAULT;


--
-- Name: schema_migration id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schema_migration ALTER COLUMN id SET DEFAULT nextval('public.schema_migration_id_seq'::regclass);


--
-- Name: schema_migration PK_0edff5015b71cc0389ae0f4b9a1; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT "PK_0edff5015b71cc0389ae0f4b9a1" PRIMARY KEY (id);


--
-- Name: account account_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_key_key UNIQUE (key);


--
-- Name: account account_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);


--
-- Name: asset asset_account_id_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.asset
    ADD CONSTRAINT asset_account_id_id_key UNIQUE (account_id, id);


--
-- Name: asset asset_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.asset
    ADD CONSTRAINT asset_pkey PRIMARY KEY (id);


--
-- Name: asset_state asset_state_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.asset_state
    ADD CONSTRAINT asset_state_pkey PRIMARY KEY (asset_id);


--
-- Name: assignment assignment_overlap; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.assignment
    ADD CONSTRAINT assignment_overlap EXCLUDE USING gist (int8range(device_id, device_id, '[]'::text) WITH &&, tstzrange(valid_from, valid_to) WITH &&);


--
-- Name: assignment assignment_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.assignment
    ADD CONSTRAINT assignment_pkey PRIMARY KEY (id);


--
-- Name: checkpoint checkpoint_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.checkpoint
    ADD CONSTRAINT checkpoint_pkey PRIMARY KEY (grp, topic, part);


--
-- Name: device device_account_id_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_account_id_id_key UNIQUE (account_id, id);


--
-- Name: device device_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_pkey PRIMARY KEY (id);


--
-- Name: device device_unique_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_unique_id_key UNIQUE (unique_id);


--
-- Name: oauth_client oauth_client_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.oauth_client
    ADD CONSTRAINT oauth_client_pkey PRIMARY KEY (id);


--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);


--
-- Name: position position_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public."position"
    ADD CONSTRAINT position_pkey PRIMARY KEY (asset_id, fix_time, event_id);


--
-- Name: position_default position_default_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.position_default
    ADD CONSTRAINT position_default_pkey PRIMARY KEY (asset_id, fix_time, event_id);


--
-- Name: revoked_token revoked_token_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.revoked_token
    ADD CONSTRAINT revoked_token_pkey PRIMARY KEY (jti);


--
-- Name: unregistered_device unregistered_device_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.unregistered_device
    ADD CONSTRAINT unregistered_device_pkey PRIMARY KEY (unique_id);


--
-- Name: asset_state_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX asset_state_account ON public.asset_state USING btree (account_id);


--
-- Name: asset_state_part; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX asset_state_part ON public.asset_state USING btree (part);


--
-- Name: assignment_asset; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX assignment_asset ON public.assignment USING btree (account_id, asset_id);


--
-- Name: oauth_client_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX oauth_client_account ON public.oauth_client USING btree (account_id);


--
-- Name: revoked_token_expiry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX revoked_token_expiry ON public.revoked_token USING btree (expires_at);


--
-- Name: position_default_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.position_pkey ATTACH PARTITION public.position_default_pkey;


--
-- Name: asset asset_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.asset
    ADD CONSTRAINT asset_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);


--
-- Name: assignment assignment_account_id_asset_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.assignment
    ADD CONSTRAINT assignment_account_id_asset_id_fkey FOREIGN KEY (account_id, asset_id) REFERENCES public.asset(account_id, id);


--
-- Name: assignment assignment_account_id_device_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.assignment
    ADD CONSTRAINT assignment_account_id_device_id_fkey FOREIGN KEY (account_id, device_id) REFERENCES public.device(account_id, id);


--
-- Name: assignment assignment_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.assignment
    ADD CONSTRAINT assignment_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);


--
-- Name: device device_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);


--
-- Name: oauth_client oauth_client_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.oauth_client
    ADD CONSTRAINT oauth_client_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);


--
-- Name: revoked_token revoked_token_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.revoked_token
    ADD CONSTRAINT revoked_token_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);


--
-- Name: account; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.account ENABLE ROW LEVEL SECURITY;

--
-- Name: account account_of_account; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY account_of_account ON public.account TO yipii_app USING ((id = (NULLIF(current_setting('app.account'::text, true), ''::text))::bigint));


--
-- Name: asset; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.asset ENABLE ROW LEVEL SECURITY;

--
-- Name: asset asset_of_account; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY asset_of_account ON public.asset TO yipii_app USING ((account_id = (NULLIF(current_setting('app.account'::text, true), ''::text))::bigint));


--
-- Name: asset_state; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.asset_state ENABLE ROW LEVEL SECURITY;

--
-- Name: asset_state asset_state_of_account; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY asset_state_of_account ON public.asset_state TO yipii_app USING ((account_id = (NULLIF(current_setting('app.account'::text, true), ''::text))::bigint));


--
-- Name: assignment; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.assignment ENABLE ROW LEVEL SECURITY;

--
-- Name: assignment assignment_of_account; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY assignment_of_account ON public.assignment TO yipii_app USING ((account_id = (NULLIF(current_setting('app.account'::text, true), ''::text))::bigint));


--
-- Name: device; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.device ENABLE ROW LEVEL SECURITY;

--
-- Name: device device_of_account; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY device_of_account ON public.device TO yipii_app USING ((account_id = (NULLIF(current_setting('app.account'::text, true), ''::text))::bigint));


--
-- Name: oauth_client; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.oauth_client ENABLE ROW LEVEL SECURITY;

--
-- Name: oauth_client oauth_client_of_account; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY oauth_client_of_account ON public.oauth_client TO yipii_app USING ((account_id = (NULLIF(current_setting('app.account'::text, true), ''::text))::bigint));


--
-- Name: position; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public."position" ENABLE ROW LEVEL SECURITY;

--
-- Name: position position_of_account; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY position_of_account ON public."position" TO yipii_app USING ((account_id = (NULLIF(current_setting('app.account'::text, true), ''::text))::bigint));


--
-- Name: revoked_token; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.revoked_token ENABLE ROW LEVEL SECURITY;

--
-- Name: revoked_token revoked_token_of_account; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY revoked_token_of_account ON public.revoked_token TO yipii_app USING ((account_id = (NULLIF(current_setting('app.account'::text, true), ''::text))::bigint));


--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA public TO yipii_app;
GRANT USAGE ON SCHEMA public TO yipii_worker;


--
-- Name: FUNCTION drop_position_partitions(before_day date); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.drop_position_partitions(before_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.drop_position_partitions(before_day date) TO yipii_worker;


--
-- Name: FUNCTION ensure_position_partitions(from_day date, to_day date); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.ensure_position_partitions(from_day date, to_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.ensure_position_partitions(from_day date, to_day date) TO yipii_worker;


--
-- Name: TABLE account; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.account TO yipii_worker;
GRANT SELECT,UPDATE ON TABLE public.account TO yipii_app;


--
-- Name: TABLE asset; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.asset TO yipii_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.asset TO yipii_app;


--
-- Name: TABLE asset_state; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.asset_state TO yipii_worker;
GRANT SELECT ON TABLE public.asset_state TO yipii_app;


--
-- Name: TABLE assignment; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.assignment TO yipii_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.assignment TO yipii_app;


--
-- Name: TABLE checkpoint; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.checkpoint TO yipii_worker;


--
-- Name: TABLE device; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.device TO yipii_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.device TO yipii_app;


--
-- Name: TABLE oauth_client; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.oauth_client TO yipii_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.oauth_client TO yipii_app;


--
-- Name: TABLE outbox; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.outbox TO yipii_worker;
GRANT INSERT ON TABLE public.outbox TO yipii_app;


--
-- Name: COLUMN outbox.id; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT(id) ON TABLE public.outbox TO yipii_app;


--
-- Name: TABLE "position"; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public."position" TO yipii_worker;
GRANT SELECT ON TABLE public."position" TO yipii_app;


--
-- Name: TABLE position_default; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.position_default TO yipii_worker;


--
-- Name: TABLE revoked_token; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.revoked_token TO yipii_worker;
GRANT SELECT,INSERT ON TABLE public.revoked_token TO yipii_app;


--
-- Name: TABLE schema_migration; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.schema_migration TO yipii_worker;


--
-- Name: TABLE unregistered_device; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.unregistered_device TO yipii_worker;


--
-- Name: DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: public; Owner: -
--

ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES  TO yipii_worker;


--
-- PostgreSQL database dump complete
--


