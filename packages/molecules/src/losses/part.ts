import type { Call, Variable } from '@textgrad/core'

import type { DockingProgram } from '../docking/docking-program.ts'
import { propertyNames, type PropertyName } from '../measures/properties.ts'
import { accessibility } from '../ops/accessibility.ts'
import { filters } from '../ops/filters.ts'
import { property } from '../ops/property.ts'
import { qed } from '../ops/qed.ts'
import { similarity } from '../ops/similarity.ts'
import type { Assessment } from '../rdkit/answer.ts'
import type { Chemistry } from '../rdkit/chemistry.ts'
import type { Examination } from '../rdkit/examine.ts'
import { docked } from './docked.ts'
import { measuresOf, type Goal, type Measured } from './goal.ts'
import type { KnownDocking, KnownDockings } from './known-dockings.ts'

/** A part of what a molecule is judged by: an op, and the numbers in its value. */
export interface Part {
  readonly run: (molecule: Variable, call?: Call) => Promise<Variable<any>>
  readonly read: (value: any) => Measured
  /** For a constraint: whether it is broken. */
  readonly isBroken?: (value: any) => boolean
}

export interface PartSources {
  readonly rdkit: Chemistry
  readonly goal: Goal
  /** What similarity is measured to. */
  readonly reference?: string | undefined
  readonly targets: readonly DockingProgram[]
  readonly avoided: readonly DockingProgram[]
  readonly known: KnownDockings
}

/** The filters that count as cost; NIH's largely repeats BRENK's. */
const costFilters = ['PAINS_A', 'PAINS_B', 'PAINS_C', 'BRENK'] as const

/**
 * The parts that a goal needs, by its measures.
 * @throws {TypeError} for a measure that does not exist, or that nothing was given for
 */
export function goalParts(sources: PartSources): ReadonlyMap<string, readonly Part[]> {
  return new Map(measuresOf(sources.goal).map((name) => [name, partsOf(name, sources)]))
}

function partsOf(name: string, sources: PartSources): readonly Part[] {
  const { rdkit, reference, targets, avoided } = sources
  switch (name) {
    case 'qed':
      return [
        {
          run: qed(rdkit),
          read: ({ qed: value, properties }: Assessment) => ({ ...properties, qed: value }),
        },
      ]
    case 'sa':
      return [
        {
          run: accessibility(rdkit, { atMost: 1 }),
          read: ({ finding }: Examination<'accessibility'>) => ({ sa: finding.score }),
        },
      ]
    case 'filters':
      return [
        {
          run: filters(rdkit, costFilters),
          read: ({ finding }: Examination<'filters'>) => ({ filters: finding.length }),
        },
      ]
    case 'similarity':
      if (reference === undefined)
        throw new TypeError('Expected a reference molecule to measure similarity to')
      return [
        {
          run: similarity(rdkit, { reference, atLeast: 1 }),
          read: ({ finding }: Examination<'similarity'>) => ({ similarity: finding.similarity }),
        },
      ]
    case 'vina':
      if (targets.length === 0) throw new TypeError('Expected a target to dock into for the measure vina')
      return targets.map((docker) => dockingPart(docker, sources, 'vina'))
    case 'avoid':
      if (avoided.length === 0) throw new TypeError('Expected a target to avoid for the measure avoid')
      return avoided.map((docker) => dockingPart(docker, sources, 'avoid'))
    default:
      return [propertyPart(name, sources)]
  }
}

function dockingPart(docker: DockingProgram, { known }: PartSources, name: 'vina' | 'avoid'): Part {
  return {
    run: docked(docker, { known, isAvoided: name === 'avoid' }),
    read: ({ docking }: KnownDocking) => ({ [`${name}_${docker.receptor.name}`]: docking.score }),
  }
}

function propertyPart(name: string, { rdkit, goal }: PartSources): Part {
  if (!(propertyNames as readonly string[]).includes(name)) {
    throw new TypeError(
      `Expected a measure of vina, avoid, qed, sa, similarity, filters or a property (${propertyNames.join(', ')}), got ${JSON.stringify(name)}`,
    )
  }
  const wish = goal.kind === 'wishes' ? goal.wishes.find(({ measure }) => measure === name) : undefined
  const range = {
    ...(wish?.from !== undefined && { from: wish.from }),
    ...(wish?.to !== undefined && { to: wish.to }),
  }
  return {
    run: property(rdkit, name as PropertyName, range),
    read: ({ finding }: Examination<'properties'>) => ({ [name]: finding[name as PropertyName] }),
  }
}
