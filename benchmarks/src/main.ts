import { core } from './core.ts'
import { dockingParity } from './docking-parity.ts'
import { docking } from './docking.ts'
import { dose } from './dose.ts'
import { fluence } from './fluence.ts'
import { hiddenText } from './hidden-text.ts'
import { kills } from './kills.ts'
import { moleculesDesign } from './molecules-design.ts'
import { moleculesMemory } from './molecules-memory.ts'
import { moleculesQed } from './molecules-qed.ts'
import { pacing } from './pacing.ts'
import { plans } from './plans.ts'
import { qed } from './qed.ts'
import { sandbox } from './sandbox.ts'
import { store } from './store.ts'
import { renderTable, type Table } from './table.ts'

/** Every suite by name. */
const suites: Readonly<Record<string, () => Promise<readonly Table[]>>> = {
  core,
  qed,
  'molecules-memory': moleculesMemory,
  molecules: moleculesDesign,
  'molecules-qed': moleculesQed,
  docking,
  'docking-parity': dockingParity,
  dose,
  fluence,
  'hidden-text': hiddenText,
  pacing: () => pacing(30_000),
  'pacing-real': () => pacing(60_000),
  plans,
  sandbox,
  store,
  kills: () => kills(),
}

const usage = `Usage: npm run bench -- <suite> [--json]

Suites: ${Object.keys(suites).join(', ')}
Example: npm run bench -- core --json`

const args = process.argv.slice(2)
const json = args.includes('--json')
const [name, ...rest] = args.filter((arg) => arg !== '--json')
const suite = name === undefined ? undefined : suites[name]
if (args.includes('--help') || args.includes('-h')) {
  console.log(usage)
} else if (!suite || rest.length > 0) {
  const wrong = suite ? rest[0] : name
  console.error(wrong === undefined ? usage : `Unknown ${suite ? 'argument' : 'suite'}: ${wrong}\n\n${usage}`)
  process.exitCode = 2
} else {
  const tables = await suite()
  if (json) console.log(JSON.stringify({ suite: name, tables }))
  else for (const table of tables) console.log(`${renderTable(table)}\n`)
  if (tables.some(isMissed)) process.exitCode = 1
}

/** A row that says in a column 'kept' that it did not keep what is required. */
function isMissed({ columns, rows }: Table): boolean {
  const kept = columns.indexOf('kept')
  return rows.some((row) => row[kept] === false)
}
