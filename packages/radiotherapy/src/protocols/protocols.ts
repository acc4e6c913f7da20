import { goalSet, type GoalSetJson } from '../goals/goal-set.ts'
import type { GoalSet } from '../goals/goal.ts'
import { rtog0225 } from './head-and-neck.ts'
import { quantecProstate, rtog0126 } from './prostate.ts'
import {
  tg119CShapeEasy,
  tg119CShapeHard,
  tg119HeadAndNeck,
  tg119MultiTarget,
  tg119Prostate,
} from './tg119.ts'

const all: readonly GoalSetJson[] = [
  tg119CShapeEasy,
  tg119CShapeHard,
  tg119Prostate,
  tg119HeadAndNeck,
  tg119MultiTarget,
  rtog0126,
  quantecProstate,
  rtog0225,
]

/** The names of the protocols that are built in. */
export const protocolNames: readonly string[] = all.map(({ name = '' }) => name)

/** The goals of a protocol; undefined where there is none of that name. */
export function protocol(name: string): GoalSet | undefined {
  const found = all.find((one) => one.name === name)
  return found && goalSet(found, name)
}
