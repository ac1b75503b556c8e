"""The journal's tables; each entry of the list is one migration, never changed once released."""

from __future__ import annotations


def _told(row: str) -> dict[str, str]:
    """What a row of `usage` adds to the sums, in SQL; dollars to a billionth, each call's rounded."""
    unpriced = f"{row}.usd IS NULL"
    return {
        "calls": "1",
        "input_tokens": f"{row}.input_tokens",
        "output_tokens": f"{row}.output_tokens",
        "nanodollars": f"CAST(round(coalesce({row}.usd, 0) * 1e9) AS INTEGER)",
        "unpriced": f"({unpriced})",
        "unpriced_input": f"iif({unpriced}, {row}.input_tokens, 0)",
        "unpriced_output": f"iif({unpriced}, {row}.output_tokens, 0)",
        "seconds": f"{row}.seconds",
    }


def _counted(sign: str, row: str) -> str:
    added = ", ".join(f"{name} = {name} {sign} {value}" for name, value in _told(row).items())
    return f"UPDATE usage_sums SET {added} WHERE reserved = ({row}.outcome = 'reserved');"


_SUMS = f"""
CREATE TABLE usage_sums (
  reserved INTEGER PRIMARY KEY, {", ".join(f"{name} NUMERIC NOT NULL DEFAULT 0" for name in _told(""))}
);
INSERT INTO usage_sums SELECT outcome = 'reserved', {", ".join(f"sum({value})" for value in _told("usage").values())}
  FROM usage GROUP BY 1;
INSERT OR IGNORE INTO usage_sums (reserved) VALUES (0), (1);
CREATE TRIGGER usage_came AFTER INSERT ON usage BEGIN {_counted("+", "NEW")} END;
CREATE TRIGGER usage_went AFTER DELETE ON usage BEGIN {_counted("-", "OLD")} END;
CREATE TRIGGER usage_changed AFTER UPDATE ON usage BEGIN {_counted("-", "OLD")} {_counted("+", "NEW")} END;
DROP INDEX usage_agent;
CREATE INDEX usage_answered ON usage (agent, model, id, output_tokens) WHERE outcome = 'answered';
"""
"""What all calls took, and beside it what those under way take at most: right in every transaction, whoever writes a call."""

JOURNAL = (
    """
CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, kind TEXT NOT NULL,
  run TEXT, step TEXT, data TEXT NOT NULL, hash TEXT
);
CREATE INDEX events_run ON events (run, seq);
CREATE INDEX events_ledger ON events (seq) WHERE hash IS NOT NULL;
CREATE TABLE runs (
  id TEXT PRIMARY KEY, workflow TEXT NOT NULL, fingerprint TEXT NOT NULL, spec TEXT NOT NULL,
  inputs TEXT NOT NULL, brief TEXT NOT NULL, product TEXT NOT NULL, language TEXT NOT NULL,
  engine TEXT NOT NULL, approve TEXT, created TEXT NOT NULL,
  stop TEXT, outcome TEXT, reason TEXT, ended TEXT
);
CREATE INDEX runs_open ON runs (created) WHERE outcome IS NULL;
CREATE TABLE versions (
  run TEXT NOT NULL, step TEXT NOT NULL, version INTEGER NOT NULL, attempt INTEGER NOT NULL,
  digest TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, results TEXT,
  PRIMARY KEY (run, step, version)
) WITHOUT ROWID;
CREATE TABLE steps (
  run TEXT NOT NULL, step TEXT NOT NULL, status TEXT NOT NULL, digest TEXT, kind TEXT,
  version INTEGER, request TEXT, revision TEXT, reason TEXT, at TEXT NOT NULL,
  PRIMARY KEY (run, step)
) WITHOUT ROWID;
CREATE TABLE requests (
  id TEXT PRIMARY KEY, run TEXT NOT NULL, step TEXT NOT NULL, version INTEGER NOT NULL,
  kind TEXT NOT NULL, binding TEXT NOT NULL, question TEXT NOT NULL, risk INTEGER NOT NULL,
  opened TEXT NOT NULL, closed TEXT
);
CREATE INDEX requests_open ON requests (risk DESC, opened) WHERE closed IS NULL;
CREATE INDEX requests_run ON requests (run, step);
CREATE TABLE decisions (
  request TEXT PRIMARY KEY REFERENCES requests (id), verb TEXT NOT NULL, feedback TEXT NOT NULL,
  by TEXT NOT NULL, binding TEXT NOT NULL, edited TEXT, at TEXT NOT NULL
);
CREATE TABLE questions (
  id INTEGER PRIMARY KEY, request TEXT NOT NULL REFERENCES requests (id), text TEXT NOT NULL,
  by TEXT NOT NULL, asked TEXT NOT NULL, answer TEXT, answered TEXT
);
CREATE INDEX questions_open ON questions (request) WHERE answer IS NULL;
CREATE TABLE outbox (
  key TEXT PRIMARY KEY, run TEXT NOT NULL, step TEXT NOT NULL, class TEXT NOT NULL,
  action TEXT NOT NULL, binding TEXT NOT NULL, state TEXT NOT NULL, receipt TEXT,
  intended TEXT NOT NULL, settled TEXT
);
CREATE TABLE usage (
  id INTEGER PRIMARY KEY, run TEXT NOT NULL, step TEXT NOT NULL, attempt INTEGER NOT NULL, model TEXT NOT NULL,
  input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, usd TEXT, at TEXT NOT NULL
);
CREATE INDEX usage_run ON usage (run, step);
""",
    """
ALTER TABLE usage ADD COLUMN seconds REAL NOT NULL DEFAULT 0;
ALTER TABLE usage ADD COLUMN outcome TEXT NOT NULL DEFAULT 'answered';
""",
    """
ALTER TABLE runs ADD COLUMN file TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN paused TEXT;
ALTER TABLE runs ADD COLUMN parent TEXT;
ALTER TABLE runs ADD COLUMN parent_step TEXT;
ALTER TABLE decisions ADD COLUMN form TEXT;
CREATE TABLE returns (
  run TEXT NOT NULL, step TEXT NOT NULL, round INTEGER NOT NULL, after_attempt INTEGER NOT NULL,
  by TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (run, step, round)
) WITHOUT ROWID;
""",
    """
CREATE TABLE schedules (
  name TEXT PRIMARY KEY, words TEXT NOT NULL, settled TEXT NOT NULL, paused TEXT,
  due TEXT, outcome TEXT, run TEXT, reason TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
""",
    """
ALTER TABLE requests ADD COLUMN usd TEXT NOT NULL DEFAULT '0';
ALTER TABLE requests ADD COLUMN weight INTEGER NOT NULL DEFAULT 0;
ALTER TABLE requests ADD COLUMN irreversible INTEGER NOT NULL DEFAULT 0;
ALTER TABLE requests ADD COLUMN pattern TEXT;
UPDATE requests SET irreversible = risk;
DROP INDEX requests_open;
CREATE INDEX requests_waiting ON requests (weight DESC, irreversible DESC, opened, id) WHERE closed IS NULL;
CREATE INDEX requests_pattern ON requests (pattern) WHERE pattern IS NOT NULL;
CREATE TABLE rules (
  id TEXT PRIMARY KEY, pattern TEXT NOT NULL, says TEXT NOT NULL, state TEXT NOT NULL, requests TEXT NOT NULL,
  proposed TEXT NOT NULL, by TEXT, settled TEXT, expires TEXT
);
CREATE INDEX rules_pattern ON rules (pattern);
CREATE TABLE notices (
  target TEXT NOT NULL, subject TEXT NOT NULL, event INTEGER NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL,
  due TEXT NOT NULL, at TEXT NOT NULL, error TEXT NOT NULL,
  PRIMARY KEY (target, subject)
) WITHOUT ROWID;
CREATE TABLE notices_seen (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL);
CREATE INDEX notices_open ON notices (due) WHERE state IN ('due', 'sending');
""",
    """
CREATE TRIGGER events_stay BEFORE UPDATE ON events WHEN OLD.hash IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER events_kept BEFORE DELETE ON events WHEN OLD.hash IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
ALTER TABLE versions ADD COLUMN claims TEXT;
""",
    """
ALTER TABLE runs ADD COLUMN outputs TEXT NOT NULL DEFAULT '{}';
""",
    """
ALTER TABLE outbox ADD COLUMN request TEXT;
ALTER TABLE outbox ADD COLUMN losses INTEGER NOT NULL DEFAULT 0;
ALTER TABLE decisions ADD COLUMN final INTEGER NOT NULL DEFAULT 0;
CREATE INDEX outbox_request ON outbox (request);
""",
    """
ALTER TABLE requests ADD COLUMN policy TEXT;
ALTER TABLE requests ADD COLUMN expires TEXT;
ALTER TABLE requests ADD COLUMN renewed TEXT;
CREATE TABLE policies (
  id INTEGER PRIMARY KEY, version TEXT NOT NULL, policy TEXT, fault TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX policies_version ON policies (version);
CREATE TABLE halts (
  id INTEGER PRIMARY KEY, by TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL, lifted TEXT, lifted_by TEXT
);
CREATE TABLE grants (
  id TEXT PRIMARY KEY, class TEXT NOT NULL, how TEXT NOT NULL, fields TEXT NOT NULL, scope TEXT NOT NULL,
  count INTEGER NOT NULL, amount TEXT, currency TEXT, expires TEXT NOT NULL, request TEXT,
  by TEXT NOT NULL, made TEXT NOT NULL, revoked TEXT
);
CREATE TABLE uses (
  request TEXT NOT NULL REFERENCES requests (id), by TEXT NOT NULL, amount TEXT, currency TEXT, at TEXT NOT NULL,
  PRIMARY KEY (request, by)
) WITHOUT ROWID;
CREATE INDEX uses_by ON uses (by, at);
""",
    """
ALTER TABLE usage ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE usage ADD COLUMN request TEXT;
ALTER TABLE usage ADD COLUMN answer TEXT;
ALTER TABLE usage ADD COLUMN expected_tokens INTEGER;
ALTER TABLE usage ADD COLUMN expected_usd TEXT;
ALTER TABLE usage ADD COLUMN cached_tokens INTEGER NOT NULL DEFAULT 0;
CREATE INDEX usage_reserved ON usage (run) WHERE outcome = 'reserved';
CREATE INDEX usage_agent ON usage (agent, model);
CREATE TABLE inquiries (
  request TEXT NOT NULL REFERENCES requests (id), run TEXT NOT NULL, step TEXT NOT NULL, attempt INTEGER NOT NULL,
  nth INTEGER NOT NULL, conversation TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (run, step, attempt, nth)
) WITHOUT ROWID;
""",
    """
DROP TRIGGER events_stay;
CREATE TRIGGER events_stay BEFORE UPDATE ON events WHEN OLD.hash IS NOT NULL AND NOT (
  NEW.seq IS OLD.seq AND NEW.at IS OLD.at AND NEW.kind IS OLD.kind AND NEW.run IS OLD.run AND NEW.step IS OLD.step
  AND NEW.hash IS OLD.hash AND instr(NEW.data, '[erased]') > 0
)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
""",
    """
CREATE TABLE measurements (
  base_url TEXT NOT NULL, model TEXT NOT NULL, at TEXT NOT NULL, found TEXT NOT NULL,
  PRIMARY KEY (base_url, model)
) WITHOUT ROWID;
ALTER TABLE usage ADD COLUMN endpoint TEXT NOT NULL DEFAULT '';
ALTER TABLE usage ADD COLUMN chosen TEXT NOT NULL DEFAULT '';
ALTER TABLE usage ADD COLUMN credit TEXT NOT NULL DEFAULT '';
CREATE INDEX usage_credit ON usage (credit) WHERE credit <> '';
""",
    _SUMS,
    """
ALTER TABLE usage ADD COLUMN estimated INTEGER NOT NULL DEFAULT 0;
""",
)
