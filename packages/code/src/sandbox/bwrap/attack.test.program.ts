import { text } from 'node:stream/consumers'

import { limitsOf } from '../limits.ts'
import { bwrapSandbox } from './bwrap-sandbox.ts'

/** Runs each program of a JSON list from standard input as a whole, and prints how each ended and what it said. */
const programs = JSON.parse(await text(process.stdin)) as readonly string[]
const limits = limitsOf({ cpuSeconds: 0.5, wallSeconds: 1.5, memoryBytes: 256 * 2 ** 20 })
await using sandbox = await bwrapSandbox()
const answers: { status: string; said: string }[] = []
for (const program of programs) {
  await using candidate = await sandbox.open({ language: 'python', limits })
  const answer = await candidate.run(program, '')
  const said = answer.status === 'raised' ? `${answer.exception.type}: ${answer.exception.text}` : ''
  answers.push({ status: answer.status, said: `${said} ${answer.stdout}` })
}
console.log(JSON.stringify({ user: process.getuid?.(), answers }))
