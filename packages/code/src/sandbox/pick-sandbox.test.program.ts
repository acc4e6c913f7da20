import type { SandboxName } from './all-sandboxes.ts'
import { limitsOf } from './limits.ts'
import { pickSandbox } from './pick-sandbox.ts'
import { SandboxError } from './sandbox-error.ts'

/** Prints which sandbox is picked here of those in the arguments, and what a program in it says; or why there is none. */
const allow = process.argv.slice(2) as SandboxName[]
try {
  const { sandbox, picked, words } = await pickSandbox(allow.length > 0 ? { allow } : {})
  await using candidate = await sandbox.open({ language: 'python', limits: limitsOf() })
  await candidate.load('def f(x): return x * 2')
  const answer = await candidate.call('f', [21])
  await sandbox[Symbol.asyncDispose]()
  console.log(
    JSON.stringify({ picked, words, answer: answer.status === 'returned' ? answer.value : answer.status }),
  )
} catch (error) {
  if (!(error instanceof SandboxError)) throw error
  console.log(JSON.stringify({ kind: error.kind, message: error.message }))
}
