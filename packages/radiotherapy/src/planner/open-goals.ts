import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'

import { goalLines, goalSet } from '../goals/goal-set.ts'
import type { GoalSet } from '../goals/goal.ts'
import { parseGoal } from '../goals/parse-goal.ts'
import { protocol, protocolNames } from '../protocols/protocols.ts'

export interface WantedGoals {
  /** A file, or the name of a protocol, which may look like a path. */
  readonly goals?: string | undefined
  /** Further goals, as texts. */
  readonly goal: readonly string[]
  /** Names as in `PTV=OuterTarget`: what the goals call so, the case calls so. */
  readonly map: readonly string[]
}

/**
 * The goals that a configuration names.
 * @throws GoalError naming the goal and the rule; TypeError for a file that can not be read, or where there is no goal.
 */
export async function openGoals({ goals, goal, map }: WantedGoals): Promise<GoalSet> {
  const set = goals === undefined ? undefined : await named(goals)
  const all = [...(set?.goals ?? []), ...goal.map(parseGoal)]
  if (all.length === 0)
    throw new TypeError(`Expected goals: a file, one of ${protocolNames.join(', ')}, or goals as texts`)
  const renamed = Object.fromEntries(map.map(renaming))
  const others = Object.entries(set?.aliases ?? {}).filter(([name]) => !Object.hasOwn(renamed, name))
  return { name: 'goals', ...set, goals: all, aliases: { ...renamed, ...Object.fromEntries(others) } }
}

async function named(name: string): Promise<GoalSet> {
  const found = await stat(name).catch(() => undefined)
  if (!found?.isFile()) {
    const known = protocol(basename(name))
    if (known) return known
    throw new TypeError(`Expected a file of goals or one of ${protocolNames.join(', ')}, got ${name}`)
  }
  const text = await readFile(name, 'utf8')
  return text.trimStart().startsWith('{') ? goalSet(parsed(text, name), name) : goalLines(text, name)
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new TypeError(`${name}: expected JSON, or a goal a line: ${(cause as Error).message}`, { cause })
  }
}

function renaming(text: string): [string, string[]] {
  const [, from, to] = /^\s*([^=]*\S)\s*=\s*(\S.*?)\s*$/.exec(text) ?? []
  if (from === undefined || to === undefined)
    throw new TypeError(
      `Expected a name and what the case calls it, as in PTV=OuterTarget, got ${JSON.stringify(text)}`,
    )
  return [from, [to]]
}
