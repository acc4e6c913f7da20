/** Marks the file as a store of textgrad: 'TGrd'. */
export const applicationId = 0x54477264

/** The version of the tables below, kept as SQLite's user_version. */
export const schemaVersion = 3

/**
 * What people say to a run, and what it asks them: beside its events, which tell what the run did and nothing else.
 * `said.answers`: the number of the question that it answers, or 0.
 */
export const saidSchema = `
  CREATE TABLE said(
    number INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL, at REAL NOT NULL, kind TEXT NOT NULL,
    step INTEGER NOT NULL, answers INTEGER NOT NULL, seal INTEGER NOT NULL, text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX said_by_run ON said(run, number);
`

/**
 * Values that a flipped bit would change silently are sealed (seal.ts). What is long stands last in its row, so that
 * what is short is read without it.
 *
 * `events.gone`: 0, or the attempt that told the run otherwise. `events.own`: told by the store, not by the program.
 * `intents.state`: 'open'; 'settled', with the reply in the journal; 'released': surely not paid; 'lost': maybe paid,
 * its process is gone; 'copied': paid by the run that this one was forked from.
 *
 * `ledgers`: the sums over the intents of a run, so that they need not all be read.
 */
export const schema = `
  CREATE TABLE runs(
    run INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, started REAL NOT NULL, attempts INTEGER NOT NULL,
    seal INTEGER NOT NULL, plan TEXT NOT NULL
  ) STRICT;
  CREATE TABLE locks(
    run INTEGER PRIMARY KEY, holder TEXT NOT NULL, pid INTEGER NOT NULL, host TEXT NOT NULL,
    began TEXT NOT NULL, beat REAL NOT NULL
  ) STRICT;
  CREATE TABLE events(
    run INTEGER NOT NULL, number INTEGER NOT NULL, attempt INTEGER NOT NULL, gone INTEGER NOT NULL,
    own INTEGER NOT NULL, step INTEGER NOT NULL, type TEXT NOT NULL, at REAL NOT NULL,
    seal INTEGER NOT NULL, path TEXT NOT NULL, json TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX events_by_number ON events(run, number);
  CREATE INDEX events_that_sum_up ON events(run, type, number) WHERE type IN ('step-end', 'run-end');
  CREATE TABLE journal(
    run INTEGER NOT NULL, path TEXT NOT NULL, hash TEXT NOT NULL, spent TEXT NOT NULL,
    seal INTEGER NOT NULL, reply TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX journal_by_path ON journal(run, path);
  CREATE TABLE intents(
    run INTEGER NOT NULL, path TEXT NOT NULL, attempt INTEGER NOT NULL, hash TEXT NOT NULL,
    purpose TEXT NOT NULL, reserved TEXT NOT NULL, state TEXT NOT NULL, settled TEXT NOT NULL,
    seal INTEGER NOT NULL, PRIMARY KEY(run, path, attempt)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX intents_under_way ON intents(run, path, attempt) WHERE state = 'open';
  CREATE TABLE ledgers(run INTEGER PRIMARY KEY, seal INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
  ${saidSchema}
`
