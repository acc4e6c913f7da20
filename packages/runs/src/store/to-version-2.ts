import type { Database } from './database.ts'
import { Intents } from './intents.ts'
import { totalOf, Totals } from './totals.ts'

/** Version 2 keeps the sums over the attempts of each run, and finds those under way without reading the others. */
export function toVersion2(database: Database): void {
  database.exec(`
    CREATE INDEX intents_under_way ON intents(run, path, attempt) WHERE state = 'open';
    CREATE TABLE ledgers(run INTEGER PRIMARY KEY, seal INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
  `)
  for (const { run } of database.all('SELECT run FROM runs')) {
    const number = Number(run)
    new Totals(database, number).put(totalOf(new Intents(database, number).all()))
  }
}
