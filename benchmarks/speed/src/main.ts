import { renderTable, type Table } from './table.ts'

/** Every suite by name; only the one that is run is loaded. */
const suites: Readonly<Record<string, () => Promise<readonly Table[]>>> = {
  core: async () => (await import('./core.ts')).core(),
  qed: async () => (await import('./qed.ts')).qed(),
  'molecules-memory': async () => (await import('./molecules-memory.ts')).moleculesMemory(),
  'molecules-recovery': async () => (await import('./molecules-recovery.ts')).moleculesRecovery(),
  molecules: async () => (await import('./molecules-design.ts')).moleculesDesign(),
  'molecules-qed': async () => (await import('./molecules-qed.ts')).moleculesQed(),
  docking: async () => (await import('./docking.ts')).docking(),
  'docking-parity': async () => (await import('./docking-parity.ts')).dockingParity(),
  dose: async () => (await import('./dose.ts')).dose(),
  fluence: async () => (await import('./fluence.ts')).fluence(),
  'head-to-head': async () => (await import('./compare-head-to-head.ts')).headToHead(),
  'hidden-text': async () => (await import('./hidden-text.ts')).hiddenText(),
  pacing: async () => (await import('./pacing.ts')).pacing(30_000),
  'pacing-real': async () => (await import('./pacing.ts')).pacing(60_000),
  'plan-goals': async () => (await import('./plan-goals.ts')).planGoals(),
  plans: async () => (await import('./plans.ts')).plans(),
  repair: async () => (await import('./repair.ts')).repair(),
  sandbox: async () => (await import('./sandbox.ts')).sandbox(),
  'sandbox-limits': async () => (await import('./sandbox-limits.ts')).sandboxLimits(),
  store: async () => (await import('./store.ts')).store(),
  workers: async () => (await import('./workers.ts')).workersOverhead(),
  kills: async () => (await import('./kills.ts')).kills(),
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
