-- A row for each postmortem.
CREATE TABLE incidents (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,      -- of its files: `postmortems/NAME.md` and `postmortems/NAME.json`
    title TEXT NOT NULL,
    organization TEXT,
    incident_id TEXT,               -- what its organization calls it
    severity TEXT,
    status TEXT NOT NULL,           -- `draft`, `in_review` or `final`
    authors TEXT NOT NULL,          -- with commas between them
    date TEXT,                      -- the day it is about: `2026-03-01`
    quarter TEXT,                   -- of that day: `2026-Q1`
    started TEXT,                   -- as the report tells it: ISO 8601 with its offset, or a day
    started_utc TEXT,               -- the same instant in UTC: `2026-03-01T13:05:00Z`; null where only a day is known
    detected TEXT,
    detected_utc TEXT,
    acknowledged TEXT,
    acknowledged_utc TEXT,
    mitigated TEXT,
    mitigated_utc TEXT,
    resolved TEXT,
    resolved_utc TEXT,
    minutes_to_detect REAL,         -- from the start, like the next three; null where a time is missing or not before the other
    minutes_to_acknowledge REAL,
    minutes_to_mitigate REAL,
    minutes_to_resolve REAL,
    minutes_of_impact REAL,         -- windows of impact, counted once where they overlap; else until mitigated or resolved
    risk INTEGER NOT NULL,          -- how much it needs a person; only serves to sort
    reasons TEXT NOT NULL,          -- what makes the risk, the heaviest first, with semicolons between them
    score INTEGER,                  -- how complete it is, of 100
    errors INTEGER NOT NULL,        -- findings, like the next
    warnings INTEGER NOT NULL,
    left_out REAL NOT NULL,         -- share of the sources that found no place, from 0 to 1
    segments INTEGER NOT NULL,      -- pieces of the sources; the next four add up to it
    used INTEGER NOT NULL,
    duplicate INTEGER NOT NULL,
    boilerplate INTEGER NOT NULL,
    unplaced INTEGER NOT NULL,
    engine TEXT NOT NULL,           -- `offline`, `llm` or `none`
    model TEXT,
    from_rules TEXT NOT NULL        -- parts that the model failed to fill, so that rules did, with commas between them
);
-- The services that an incident names, each once.
CREATE TABLE services (
    incident INTEGER NOT NULL REFERENCES incidents (id),
    service TEXT NOT NULL COLLATE NOCASE,
    PRIMARY KEY (incident, service)
) WITHOUT ROWID;
-- The regions that an incident names, each once.
CREATE TABLE regions (
    incident INTEGER NOT NULL REFERENCES incidents (id),
    region TEXT NOT NULL COLLATE NOCASE,
    PRIMARY KEY (incident, region)
) WITHOUT ROWID;
-- Families of causes that the words of a root cause, trigger or contributing factor name; an incident may have several.
CREATE TABLE causes (
    incident INTEGER NOT NULL REFERENCES incidents (id),
    cause TEXT NOT NULL,            -- a family of causes that its own words name, or that there is none
    words TEXT NOT NULL,            -- the words that name it
    PRIMARY KEY (incident, cause)
) WITHOUT ROWID;
-- What an incident was read from.
CREATE TABLE inputs (
    incident INTEGER NOT NULL REFERENCES incidents (id),
    number INTEGER NOT NULL,
    name TEXT NOT NULL,             -- what it was read from
    is_copy INTEGER NOT NULL,       -- 1 for an input that holds the same as the others, byte for byte
    PRIMARY KEY (incident, number)
) WITHOUT ROWID;
-- Pairs of incidents that are most likely one, told twice; each pair stands here both ways.
CREATE TABLE alike (
    incident INTEGER NOT NULL REFERENCES incidents (id),
    other TEXT NOT NULL REFERENCES incidents (name), -- tells of the same incident in nearly the same words
    PRIMARY KEY (incident, other)
) WITHOUT ROWID;
-- The texts that quotes point into.
CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    incident INTEGER NOT NULL REFERENCES incidents (id),
    label TEXT NOT NULL,            -- `R1`, `R2`, … in each incident
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    sha256 TEXT NOT NULL,           -- of its bytes
    length INTEGER NOT NULL         -- characters of text
);
-- Everything that postmortems state, of every kind. `statements_fts` is its full-text index.
CREATE TABLE statements (
    id INTEGER PRIMARY KEY,
    incident INTEGER NOT NULL REFERENCES incidents (id),
    field TEXT NOT NULL,            -- of the postmortem: `summary`, `timeline`, `action_items`, …
    path TEXT NOT NULL,             -- JSON pointer into the postmortem: `/timeline/3`
    text TEXT NOT NULL,
    origin TEXT,                    -- `model`, `rules` or `human`; null for status updates
    quotes INTEGER NOT NULL         -- how many quotes back it that stand in its sources
);
-- Statements that are prose; `id` is that of the statement, like in the next three.
CREATE TABLE claims (
    id INTEGER PRIMARY KEY REFERENCES statements (id),
    incident INTEGER NOT NULL REFERENCES incidents (id),
    field TEXT NOT NULL,            -- `summary`, `root_cause`, `contributing_factors`, `lessons`, …
    number INTEGER NOT NULL,        -- its place in that field, from 0
    text TEXT NOT NULL,
    certainty TEXT NOT NULL         -- `stated` or `hedged`
);
-- The timelines.
CREATE TABLE events (
    id INTEGER PRIMARY KEY REFERENCES statements (id),
    incident INTEGER NOT NULL REFERENCES incidents (id),
    number INTEGER NOT NULL,        -- its place in the timeline, from 0
    at TEXT,                        -- as the report tells it, with its offset; null where no time is known
    at_utc TEXT,                    -- the same instant in UTC
    until TEXT,                     -- the end, where it took its time
    until_utc TEXT,
    precision TEXT,                 -- `second`, `minute`, `hour`, `day`, `month` or `year`
    approximate INTEGER,            -- 1 where the report says about, around, by
    as_written TEXT,                -- the report's own words for the time
    zone_rule TEXT,                 -- where its zone came from: `explicit`, `document`, `inherited`, `assumed`, `unknown`
    kind TEXT NOT NULL,             -- `trigger`, `impact`, `detection`, `mitigation`, …
    actor TEXT,
    text TEXT NOT NULL
);
-- Public posts.
CREATE TABLE status_updates (
    id INTEGER PRIMARY KEY REFERENCES statements (id),
    incident INTEGER NOT NULL REFERENCES incidents (id),
    number INTEGER NOT NULL,
    at TEXT,
    at_utc TEXT,
    state TEXT NOT NULL,            -- `investigating`, `identified`, `monitoring`, `resolved`, …
    text TEXT NOT NULL
);
-- Measures, done and planned.
CREATE TABLE action_items (
    id INTEGER PRIMARY KEY REFERENCES statements (id),
    incident INTEGER NOT NULL REFERENCES incidents (id),
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    type TEXT NOT NULL,             -- `prevent`, `detect`, `mitigate`, `process` or `other`
    owner TEXT COLLATE NOCASE,
    priority TEXT,
    due TEXT,                       -- as the report tells it
    due_on TEXT,                    -- the day, where the report gives one
    tracker TEXT,                   -- id or address of its ticket
    state TEXT NOT NULL             -- `planned`, `in_progress` or `done`
);
-- Quotes, each with the statement that it backs.
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    incident INTEGER NOT NULL REFERENCES incidents (id),
    statement INTEGER NOT NULL REFERENCES statements (id),
    source INTEGER REFERENCES sources (id), -- null where the postmortem knows no such source
    start INTEGER NOT NULL,         -- character of the source's text
    stop INTEGER NOT NULL,          -- the first character after it
    quote TEXT NOT NULL,
    status TEXT NOT NULL            -- `exact`, `edited` or `missing`
);
-- What `pmtool check --profile draft` finds with the sources given, and contradictions in the sources themselves.
CREATE TABLE findings (
    id INTEGER PRIMARY KEY,
    incident INTEGER NOT NULL REFERENCES incidents (id),
    statement INTEGER REFERENCES statements (id), -- null where it is about more than one
    code TEXT NOT NULL,             -- of the rule: `PM305`
    severity TEXT NOT NULL,         -- `error`, `warning` or `info`
    message TEXT NOT NULL,
    fix TEXT NOT NULL,
    path TEXT NOT NULL,             -- JSON pointer into the postmortem; empty where it is about the whole
    line INTEGER                    -- of `postmortems/NAME.md`
);
-- Pieces of the sources that found no place; only those that a postmortem lists.
CREATE TABLE left_out (
    incident INTEGER NOT NULL REFERENCES incidents (id),
    number INTEGER NOT NULL,
    source INTEGER REFERENCES sources (id),
    text TEXT NOT NULL,             -- a piece of the source that ended up nowhere in the postmortem
    PRIMARY KEY (incident, number)
) WITHOUT ROWID;
-- What causes have in common: pairs of words, whatever their order and endings.
CREATE TABLE themes (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,             -- two words that stand together in causes: `expired certificate`
    stems TEXT NOT NULL UNIQUE,     -- what both words begin with, in order of the alphabet
    incidents INTEGER NOT NULL      -- how many have it: two or more
);
-- Which root cause, trigger or contributing factor has which of these pairs.
CREATE TABLE claim_themes (
    claim INTEGER NOT NULL REFERENCES claims (id),
    theme INTEGER NOT NULL REFERENCES themes (id),
    incident INTEGER NOT NULL REFERENCES incidents (id),
    field TEXT NOT NULL,            -- `root_cause`, `trigger` or `contributing_factors`
    PRIMARY KEY (claim, theme)
) WITHOUT ROWID;
-- Reports that came to nothing.
CREATE TABLE unconverted (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,             -- of a report that came to nothing
    message TEXT NOT NULL,
    remedy TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    is_quarantined INTEGER NOT NULL -- 1 where it is left alone since it takes workers down with it
);

-- Becomes `themes` and `claim_themes` once all incidents are there.
CREATE TEMP TABLE pairs (stems TEXT, words TEXT, claim INTEGER, incident INTEGER, field TEXT);
