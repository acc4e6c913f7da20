import type { Suite } from './suite.ts'

export function usage(suites: Readonly<Record<string, Suite>>): string {
  const rows = Object.entries(suites).map(([name, { takes, summary }]) => [name, takes, summary] as const)
  const [names, times] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)))
  const lines = rows.map(
    ([name, takes, summary]) => `  ${name.padEnd(names!)}  ${takes.padEnd(times!)}  ${summary}`,
  )
  return `Usage: npm run bench -- <suite>|all [--quick] [--json] [--out file.json] [--engine model]

Suites, and about how long the whole of each takes on two cores:
${lines.join('\n')}

  all: every one of them, one after the other, each in a process of its own

  --quick    Fewer repeats and smaller sets: the same measurements, rougher; all of them in about three minutes.
             What has no shorter form, or lacks a program or data, is named with the reason.
  --json     A line of JSON for each suite, with the machine and the versions of others' programs
  --out      Writes the same as a list to a file, anew after each suite
  --engine   The model that ${asking(suites)} asks instead of simulated ones: openai:<model>, anthropic:<model>,
             ollama:<model> ... or http://host:port/v1#<model>

Ends with 0; with 1 where a table says that a requirement was not kept, or a suite broke off; with 2 where nothing was run.

Examples:
  npm run bench -- core
  npm run --silent bench -- all --quick --out bench.json
  npm run bench -- scaling --engine ollama:llama3.2`
}

function asking(suites: Readonly<Record<string, Suite>>): string {
  return Object.entries(suites)
    .filter(([, { asks }]) => asks)
    .map(([name]) => name)
    .join(', ')
}
