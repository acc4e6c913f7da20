import { core } from './core.ts'
import { hiddenText } from './hidden-text.ts'
import { moleculesMemory } from './molecules-memory.ts'
import { pacing } from './pacing.ts'
import { qed } from './qed.ts'
import { store } from './store.ts'
import { renderTable, type Table } from './table.ts'

/** Every suite by name. */
const suites: Readonly<Record<string, () => Promise<readonly Table[]>>> = {
  core,
  qed,
  'molecules-memory': moleculesMemory,
  'hidden-text': hiddenText,
  pacing,
  store,
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
}
