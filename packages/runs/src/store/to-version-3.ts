import type { Database } from './database.ts'
import { saidSchema } from './schema.ts'

/** Version 3 keeps what people say to a run. */
export function toVersion3(database: Database): void {
  database.exec(saidSchema)
}
