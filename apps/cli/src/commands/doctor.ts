import type { Check, Task } from '@textgrad/core'
import { keyVariables } from '@textgrad/engines'

import { command, type Command } from '../command.ts'
import { screenOf, type Screen } from '../screen.ts'
import { tasks } from '../tasks.ts'
import { version } from '../version.ts'

export const doctor: Command = command({
  name: 'doctor',
  description: 'Say what is there on this machine and what is missing',
  flags: {
    task: {
      type: 'string',
      options: tasks.map(({ name }) => name),
      description: 'Check one task (default: all)',
    },
    json: { type: 'boolean', description: 'Print a JSON line per check' },
  },
  example: 'textgrad doctor --task molecules',
  async run({ task: only, json }) {
    const screen = screenOf(process.stdout)
    const chosen = tasks.filter(({ name }) => only === undefined || name === only)
    const groups = [{ name: 'textgrad', checks: own() }, ...(await Promise.all(chosen.map(taskChecks)))]
    for (const { name, checks } of groups) {
      for (const check of checks) {
        const { ok, neededFor } = check
        const isMissing = !ok && neededFor === undefined
        if (json) screen.write(JSON.stringify({ task: name, ...check }))
        else
          screen.write(
            `${wordOf(screen, check)}  ${name}: ${check.name}  ${check.detail}${ok || neededFor === undefined ? '' : ` (needed for ${neededFor})`}`,
          )
        if (isMissing) process.exitCode = 1
      }
    }
  },
})

function wordOf(screen: Screen, { ok, neededFor }: Check): string {
  if (ok) return screen.style('green', 'ok     ')
  return neededFor === undefined ? screen.style('red', 'missing') : screen.style('yellow', 'absent ')
}

async function taskChecks(task: Task): Promise<{ name: string; checks: readonly Check[] }> {
  return { name: task.name, checks: (await task.checks?.()) ?? [] }
}

function own(): Check[] {
  const given = Object.values(keyVariables).filter((name) => process.env[name])
  return [
    { name: `version ${version}`, ok: true, detail: `on Node.js ${process.versions.node}` },
    {
      name: 'model key',
      ok: true,
      detail:
        given.length > 0
          ? `set: ${given.join(', ')}`
          : 'none is set, such as OPENAI_API_KEY: --engine rules and local servers work without',
    },
  ]
}
