import { demonstrations, type Demonstration } from '../llm/demonstrations.ts'
import type { Candidate, Problem } from '../run/problem.ts'
import type { Random } from '../run/random.ts'

/** A demonstration for each parameter that has one, by its name. */
export type DemonstrationByParameter = Readonly<Partial<Record<string, Demonstration>>>

/** The demonstrations of each parameter, by its name. */
export type DemonstrationSets = Readonly<Record<string, readonly Demonstration[]>>

/**
 * The demonstrations that an item's label makes: one alone where the problem has one demonstration parameter. It gives
 * the same for the same item.
 */
export type Label<Item> = (item: Item) => Demonstration | DemonstrationByParameter | undefined

/**
 * The names of the parameters of a problem whose codec is `demonstrations`, or of those among them that were chosen.
 * @throws TypeError if there is none, or if a chosen one is not among them.
 */
export function demonstrationParameters(
  problem: Problem<any>,
  start: Candidate,
  chosen?: readonly string[],
): readonly string[] {
  const all = problem
    .build(start)
    .parameters.filter(({ codec }) => codec.name === demonstrations.name)
    .map(({ id }) => id)
  const names = chosen ?? all
  const wrong = names.find((name) => !all.includes(name))
  if (wrong !== undefined) {
    throw new TypeError(
      `Expected '${wrong}' to be a parameter of the problem with the codec 'demonstrations': ` +
        `variable([], { role, codec: demonstrations })`,
    )
  }
  if (names.length === 0) {
    throw new TypeError(
      "Expected a parameter with the codec 'demonstrations': variable([], { role, codec: demonstrations })",
    )
  }
  return names
}

/**
 * The labelled demonstrations of each item, in the order of the items.
 * @throws TypeError for a demonstration of a parameter that is not among the given, or for one that does not say which
 * parameter it is for although there are several.
 */
export function labelsOf<Item>(
  items: readonly Item[],
  label: Label<Item> | undefined,
  parameters: readonly string[],
): readonly DemonstrationByParameter[] {
  return items.map((item) => byParameter(label?.(item), parameters))
}

function byParameter(
  labelled: Demonstration | DemonstrationByParameter | undefined,
  parameters: readonly string[],
): DemonstrationByParameter {
  if (!labelled) return {}
  if (isDemonstration(labelled)) {
    if (parameters.length === 1) return { [parameters[0]!]: labelled }
    throw new TypeError(
      `Expected a label to give demonstrations by parameter, because there are several: ${parameters.join(', ')}`,
    )
  }
  const wrong = Object.keys(labelled).find((name) => !parameters.includes(name))
  if (wrong === undefined) return labelled
  throw new TypeError(
    `Expected a label to name parameters of demonstrations (${parameters.join(', ')}), got '${wrong}'`,
  )
}

/** A parameter may be named `input`; but what it has is no text. */
function isDemonstration(labelled: Demonstration | DemonstrationByParameter): labelled is Demonstration {
  return typeof labelled.input === 'string'
}

interface Draw {
  readonly count: number
  readonly random: Random
  /** Leaves out what has the same input. */
  readonly except?: Demonstration | undefined
}

/** Up to `count` of one parameter's demonstrations, drawn without replacement. */
export function drawDemonstrations(
  from: readonly DemonstrationByParameter[],
  parameter: string,
  { count, random, except }: Draw,
): readonly Demonstration[] {
  return random
    .shuffle(from)
    .flatMap((one) => one[parameter] ?? [])
    .filter(({ input }) => input !== except?.input)
    .slice(0, Math.max(0, count))
}

/** The candidate with other demonstrations, written as the codec writes them. */
export function withDemonstrations(candidate: Candidate, sets: DemonstrationSets): Candidate {
  const written = Object.entries(sets).map(([name, set]) => [name, demonstrations.render(set)] as const)
  return { ...candidate, ...Object.fromEntries(written) }
}
