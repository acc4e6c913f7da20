import { text } from 'node:stream/consumers'

import { allSandboxes } from './all-sandboxes.ts'
import type { Answer } from './answer.ts'
import type { AttackRequest, AttackStep } from './attackers.test.support.ts'
import { limitsOf } from './limits.ts'
import type { Candidate } from './sandbox.ts'

/** Runs each program of a request from standard input in a place of its own, and prints how each ended and what it said. */
const request = JSON.parse(await text(process.stdin)) as AttackRequest
await using sandbox = await allSandboxes.find(({ name }) => name === request.sandbox)!.make()

async function attack({ cpuSeconds, ...step }: AttackStep): Promise<Answer> {
  const limits = limitsOf({ ...request.limits, ...(cpuSeconds !== undefined && { cpuSeconds }) })
  await using candidate = await sandbox.open({ language: request.language, limits })
  return await (step.load === undefined ? candidate.run(step.run ?? '', '') : loaded(candidate, step))
}

async function loaded(candidate: Candidate, { load = '', call }: AttackStep): Promise<Answer> {
  const answer = await candidate.load(load)
  if (answer.status !== 'returned' || !call) return answer
  return await candidate.call(call[0], call.slice(1))
}

function ended(answer: Answer): { readonly status: string; readonly said: string } {
  const isMemory = answer.status === 'raised' && answer.exception.type === 'MemoryError'
  const said = JSON.stringify({ ...answer, seconds: 0 })
  return { status: isMemory ? 'memory' : answer.status, said }
}

const answers: { status: string; said: string }[] = []
const waiting = [...request.steps.entries()]
async function work(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift())
    answers[next[0]] = ended(await attack(next[1]))
}
await Promise.all(Array.from({ length: request.workers ?? 1 }, work))
console.log(JSON.stringify({ user: process.getuid?.(), answers }))
