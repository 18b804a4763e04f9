-- The journals of one tracker folder. `tracker store init` runs this once.
--
-- No row is ever changed or deleted, except in `latest`, which repeats the last row of each key and can be made anew
-- of `results`. Texts are compared by their bytes, so that the order is the same on every server.

CREATE SCHEMA tracker;

-- The version of these tables. A program that knows only older ones refuses to work with them.
CREATE TABLE tracker.versions (
    version integer PRIMARY KEY
);

-- The first line of each file. A file that gains columns gets another row; the one with the highest number is in force.
CREATE TABLE tracker.headers (
    journal text COLLATE "C" NOT NULL,  -- results.csv, decisions.csv or closings.csv
    number integer NOT NULL,
    line text NOT NULL,                 -- as it is written in the file, without its line break
    PRIMARY KEY (journal, number)
);

-- What was recorded together. No two recordings of a journal have the same moment.
CREATE TABLE tracker.batches (
    journal text COLLATE "C" NOT NULL,
    moment text COLLATE "C" NOT NULL,   -- in UTC, to the microsecond: 2026-01-10T02:00:00.000000Z
    batch text COLLATE "C" NOT NULL,    -- a random name, by which a recorder finds it again after a broken connection
    recorder text NOT NULL DEFAULT session_user,
    PRIMARY KEY (journal, moment)
);

-- What was loaded from files, piece by piece: how many rows and bytes of a file, and the SHA-256 of all of them so far.
CREATE TABLE tracker.loads (
    journal text COLLATE "C" NOT NULL,
    rows bigint NOT NULL,               -- the data rows up to here
    bytes bigint NOT NULL,              -- the bytes up to here, with the header
    sha256 text NOT NULL,
    is_whole boolean NOT NULL,          -- whether the file ended here
    is_ordered boolean NOT NULL DEFAULT true,  -- false: a last row of a key was recorded earlier on the same day than
                                               -- one before it; readers then read whole journals, to warn of it
    PRIMARY KEY (journal, rows)
);

-- The rows of results.csv. `area` comes first: on several servers it says where a row is.
CREATE TABLE tracker.results (
    area text COLLATE "C" NOT NULL,       -- empty: the folder's own
    indicator text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,     -- as the journal writes it: 2024, 2024-06, 2024-Q2
    parts text COLLATE "C" NOT NULL,      -- age=15;sex=female; empty: the total
    revision integer NOT NULL,            -- from 1 for each key
    moment text COLLATE "C" NOT NULL,     -- of its batch; empty: it was loaded from a file
    position bigint NOT NULL,             -- within its batch, or within the file
    recorded_on text COLLATE "C" NOT NULL,
    line text NOT NULL,                   -- as it is written in the file, without its line break
    PRIMARY KEY (area, indicator, period, parts, revision)
);

-- The rows of decisions.csv.
CREATE TABLE tracker.decisions (
    area text COLLATE "C" NOT NULL,
    indicator text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,    -- the kind, the year or period of a plan, and the day of the decision
    parts text COLLATE "C" NOT NULL,
    revision integer NOT NULL,
    moment text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    recorded_on text COLLATE "C" NOT NULL,
    line text NOT NULL,
    PRIMARY KEY (area, indicator, subject, parts, revision)
);

-- The rows of closings.csv in their order.
CREATE TABLE tracker.closings (
    number integer PRIMARY KEY,
    line text NOT NULL
);

-- The batches that were there when a year was closed; in the order of the journal they come before all others.
CREATE TABLE tracker.closed_batches (
    journal text COLLATE "C" NOT NULL,
    moment text COLLATE "C" NOT NULL,
    closing integer NOT NULL,
    PRIMARY KEY (journal, moment)
);

-- The last row of each key of results.csv, kept in the transaction that records it.
CREATE TABLE tracker.latest (
    area text COLLATE "C" NOT NULL,
    indicator text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    parts text COLLATE "C" NOT NULL,
    revision integer NOT NULL,
    value numeric,                        -- null: yes, no, or withdrawn
    qualifier text NOT NULL,
    status text NOT NULL,
    recorded_at text COLLATE "C" NOT NULL,
    is_plain boolean NOT NULL,            -- false: an undo or a later forecast is among the rows of the key, so that
                                          -- which one counts follows only from all of them
    moment text COLLATE "C" NOT NULL,     -- as in `results`: the order of the journal, without reading it there
    position bigint NOT NULL,
    line text NOT NULL,
    PRIMARY KEY (area, indicator, period, parts)
);

-- The quarters, halves and months that anyone has recorded, so that a reader of one area knows of those of the others.
CREATE TABLE tracker.part_periods (
    indicator text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    PRIMARY KEY (indicator, period)
);
