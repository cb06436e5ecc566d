"""What a store on a PostgreSQL server has beside its tables: the server itself keeps the rules of its rows.

A station's role may insert rows and read none. What it must know to go on, it asks by functions that answer
only who can name the 128 random bits of a chain or a session, and so knows its own alone. The same bits are
needed to withdraw somebody: their rows are deleted with the arrival of the tombstone.
"""

from __future__ import annotations

from merlingua.surveys.schema import APPEND_ONLY, KEPT_FOR_GOOD
from merlingua.surveys.server_errors import WITHDRAWN_STATE

STATION_TABLES: tuple[str, ...] = (
    "participant",
    "session",
    "presentation",
    "play",
    "answer",
    "event",
    "audit_entry",
    "audit_salt",
    "tombstone",
    "withdrawn_session",
    "export_record",
)
"""Into which a station writes."""
STATION_FUNCTIONS: tuple[str, ...] = (
    "merlingua_chain_end(bytea)",
    "merlingua_link(bytea, bigint)",
    "merlingua_withdrawn(bytea[])",
)
LOCK_KEY = 0x4D45524C
"""Of the advisory lock: who changes what is there takes it alone, stations that add share it."""


def creation_statements(schema: str) -> tuple[str, ...]:
    """Functions and triggers of a new store; its tables are there already. The schema's name is quoted."""
    # Who calls a function that runs as its owner must not choose what its names mean: a temporary table of
    # the caller would else be found first.
    definer = f"SECURITY DEFINER SET search_path = pg_catalog, {schema}, pg_temp"
    return (
        """
        CREATE FUNCTION merlingua_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'rows of % are never %', TG_TABLE_NAME,
                CASE TG_OP WHEN 'UPDATE' THEN 'changed' ELSE 'deleted' END
                USING ERRCODE = 'restrict_violation';
        END $$
        """,
        *(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION merlingua_refuse()"
            for table in APPEND_ONLY
        ),
        *(
            f"CREATE TRIGGER {table}_is_kept BEFORE DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION merlingua_refuse()"
            for table in KEPT_FOR_GOOD
        ),
        *(
            f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION merlingua_refuse()"
            for table in APPEND_ONLY
        ),
        f"""
        CREATE FUNCTION merlingua_chain_end(chain bytea) RETURNS TABLE (number bigint, link bytea)
        LANGUAGE sql STABLE {definer} AS $$
            SELECT e.number, e.link FROM audit_entry AS e WHERE e.chain_id = chain
            ORDER BY e.number DESC LIMIT 1
        $$
        """,
        f"""
        CREATE FUNCTION merlingua_link(chain bytea, place bigint) RETURNS bytea
        LANGUAGE sql STABLE {definer} AS $$
            SELECT e.link FROM audit_entry AS e WHERE e.chain_id = chain AND e.number = place
        $$
        """,
        f"""
        CREATE FUNCTION merlingua_withdrawn(asked bytea[]) RETURNS SETOF bytea
        LANGUAGE sql STABLE {definer} AS $$
            SELECT DISTINCT w.session_id FROM withdrawn_session AS w WHERE w.session_id = ANY (asked)
        $$
        """,
        f"""
        CREATE FUNCTION merlingua_guard() RETURNS trigger LANGUAGE plpgsql {definer} AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM withdrawn_session AS w WHERE w.session_id = NEW.id) THEN
                RAISE EXCEPTION 'this session was withdrawn' USING ERRCODE = '{WITHDRAWN_STATE}';
            END IF;
            RETURN NEW;
        END $$
        """,
        "CREATE TRIGGER session_is_not_withdrawn BEFORE INSERT ON session "
        "FOR EACH ROW EXECUTE FUNCTION merlingua_guard()",
        f"""
        CREATE FUNCTION merlingua_bury() RETURNS trigger LANGUAGE plpgsql {definer} AS $$
        BEGIN
            DELETE FROM play USING presentation AS p
                WHERE play.presentation_id = p.id AND p.session_id = NEW.session_id;
            DELETE FROM answer WHERE session_id = NEW.session_id;
            DELETE FROM presentation WHERE session_id = NEW.session_id;
            DELETE FROM event WHERE session_id = NEW.session_id;
            DELETE FROM audit_salt WHERE session_id = NEW.session_id;
            DELETE FROM session WHERE id = NEW.session_id;
            DELETE FROM participant AS p USING tombstone AS t
                WHERE t.id = NEW.tombstone_id AND p.id = t.participant_id
                AND NOT EXISTS (SELECT 1 FROM session AS s WHERE s.participant_id = p.id);
            RETURN NEW;
        END $$
        """,
        "CREATE TRIGGER withdrawn_session_buries AFTER INSERT ON withdrawn_session "
        "FOR EACH ROW EXECUTE FUNCTION merlingua_bury()",
        *(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC" for name in STATION_FUNCTIONS),
    )


def grant_statements(role: str, schema: str) -> tuple[str, ...]:
    """What a station's role may do, and nothing else; both names are quoted already."""
    return (
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
        f"REVOKE CREATE ON SCHEMA {schema} FROM {role}",
        f"GRANT USAGE ON SCHEMA {schema} TO {role}",
        f"GRANT SELECT ON alembic_version TO {role}",
        *(f"GRANT INSERT ON {table} TO {role}" for table in STATION_TABLES),
        *(f"GRANT EXECUTE ON FUNCTION {name} TO {role}" for name in STATION_FUNCTIONS),
    )
