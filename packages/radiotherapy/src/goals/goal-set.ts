import { z } from 'zod'

import { GoalError } from './goal-error.ts'
import type { Goal, GoalSet } from './goal.ts'
import { parseGoal, parseNormalization } from './parse-goal.ts'
import { parseQuantity } from './quantity.ts'

/** Goals as JSON: each a text, or a text with its tier and priority. */
const goalSetSchema = z.strictObject({
  name: z.string().min(1).optional(),
  source: z.string().optional(),
  prescription: z.string().optional().describe('What per cent of the prescription mean, such as 50 Gy'),
  normalizeTo: z.string().optional().describe('What each plan is scaled to, such as PTV D95% = 50 Gy'),
  goals: z
    .array(
      z.union([
        z.string(),
        z.strictObject({
          goal: z.string(),
          tier: z.enum(['hard', 'soft']).optional(),
          priority: z.int().min(1).max(9).optional(),
          /** Where the number is from. */
          source: z.string().optional(),
        }),
      ]),
    )
    .min(1),
  aliases: z.record(z.string(), z.array(z.string())).optional(),
})

export type GoalSetJson = z.input<typeof goalSetSchema>

/**
 * Reads goals of JSON.
 * @throws GoalError naming the goal and the rule; TypeError naming the key, for other JSON.
 */
export function goalSet(value: unknown, name = 'goals'): GoalSet {
  const { data, error } = goalSetSchema.safeParse(value)
  if (error) {
    const { path, message } = error.issues[0]!
    throw new TypeError(`${name}, ${path.join('.') || 'the whole'}: ${message}`)
  }
  const { goals, prescription, normalizeTo, ...rest } = data
  if (normalizeTo !== undefined) parseNormalization(normalizeTo)
  return {
    name,
    ...Object.fromEntries(Object.entries(rest).filter(([, given]) => given !== undefined)),
    ...(prescription !== undefined && { prescription: prescribed(prescription) }),
    ...(normalizeTo !== undefined && { normalizeTo }),
    goals: goals.map(goalOf),
  }
}

/** Reads goals of a text: one a line; what follows a # is a remark. */
export function goalLines(text: string, name = 'goals'): GoalSet {
  const lines = text.split('\n').map((line) => line.replace(/#.*$/, '').trim())
  const goals = lines.filter(Boolean).map(parseGoal)
  if (goals.length === 0) throw new TypeError(`${name}: expected at least one goal, got none`)
  return { name, goals }
}

function goalOf(one: GoalSetJson['goals'][number]): Goal {
  if (typeof one === 'string') return parseGoal(one)
  const { goal, tier, priority } = one
  return { ...parseGoal(goal), ...(tier && { tier }), ...(priority !== undefined && { priority }) }
}

function prescribed(text: string): number {
  try {
    const { value, unit } = parseQuantity(text)
    if (unit === 'Gy' && value > 0 && value <= 200) return value
  } catch (cause) {
    throw new GoalError(`prescription ${text}`, (cause as Error).message, { cause })
  }
  throw new GoalError(`prescription ${text}`, 'expected a dose from 0 to 200 Gy: is it in cGy?')
}
