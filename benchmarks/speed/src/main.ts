import { writeFileSync } from 'node:fs'

import { all } from './all.ts'
import { readArguments, UsageError, type Arguments } from './arguments.ts'
import { renderResult, resultOf, summaryOf, type Result } from './result.ts'
import { suites } from './suites.ts'
import { renderTable } from './table.ts'
import { usage } from './usage.ts'

try {
  const asked = await readArguments(process.argv.slice(2), suites)
  if (asked === 'help') console.log(usage(suites))
  else process.exitCode = await run(asked)
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  console.error(`bench: ${error.message}`)
  process.exitCode = 2
}

/** Measures what was asked for; returns the code to end with. */
async function run({ name, json, out, ...extent }: Arguments): Promise<number> {
  const one = suites[name]
  const measured = one ? [resultOf(name, one, extent)] : all(suites, extent)
  const results: Result[] = []
  for await (const result of measured) {
    results.push(result)
    if (json) console.log(JSON.stringify(result))
    else if (result.tables.length === 0) console.error(`${renderResult(result)}\n`)
    else console.log(`${renderResult(result)}\n`)
    if (out !== undefined) writeFileSync(out, `${JSON.stringify(results, undefined, 2)}\n`)
  }
  if (!one && !json) console.log(renderTable(summaryOf(results)))
  if (results.some(({ status }) => status === 'missed' || status === 'failed')) return 1
  return one && results[0]!.status === 'skipped' ? 2 : 0
}
