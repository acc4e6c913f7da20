import type { ParameterUse } from '../graph/uses.ts'
import type { Demonstration } from '../llm/demonstrations.ts'
import type { Candidate } from '../run/problem.ts'
import { random, type Random } from '../run/random.ts'
import {
  drawDemonstrations,
  withDemonstrations,
  type DemonstrationByParameter,
  type DemonstrationSets,
} from './demonstration-sets.ts'
import type { Evaluate } from './strategy.ts'

export interface FewShotSettings {
  /** What the demonstrations are put into; its own are left out. */
  readonly base: Candidate
  /** The names of the parameters to fill. */
  readonly parameters: readonly string[]
  /** The labelled demonstrations of the training items, by their places. */
  readonly labels: readonly DemonstrationByParameter[]
  readonly evaluate: Evaluate
  readonly seed: number
  readonly bootstrapped: number
  readonly labelled: number
  readonly threshold: number
  readonly rounds: number
}

/** The first candidates: no demonstrations, labelled ones only, and bootstrapped from the items in their order. */
export const unshuffled = 3

/**
 * The candidates of `bootstrapFewShot` by their number: each depends on nothing but the number, the seed and what the
 * evaluations say, so it is the same in whatever order or company they are made.
 */
export class FewShotCandidates {
  readonly #settings: FewShotSettings

  constructor(settings: FewShotSettings) {
    this.#settings = settings
  }

  /** Rejects with TypeError if the evaluations do not say how the parameters were used. */
  async candidate(number: number): Promise<Candidate> {
    const { labels, bootstrapped } = this.#settings
    if (number === 0) return this.#filled(() => [])
    if (number === 1) return this.#labelled(0)
    const places = [...labels.keys()]
    const shuffles = number >= unshuffled
    const order = shuffles ? this.#random(`order-${number}`).shuffle(places) : places
    const size = shuffles ? 1 + this.#random(`size-${number}`).integer(bootstrapped) : bootstrapped
    return this.#completed(await this.#bootstrap(order, size), number)
  }

  /** Goes through the items one after the other until enough are solved: what each showed, by its place. */
  async #bootstrap(
    order: readonly number[],
    size: number,
  ): Promise<ReadonlyMap<number, DemonstrationByParameter>> {
    const solved = new Map<number, DemonstrationByParameter>()
    for (let round = 0; round < this.#settings.rounds; round++) {
      for (const place of order) {
        if (solved.size === size) return solved
        if (solved.has(place)) continue
        const shown = await this.#attempt(place, round)
        if (shown) solved.set(place, shown)
      }
    }
    return solved
  }

  /** What the teacher's way to solve an item shows; undefined if it did not, or used none of the parameters. */
  async #attempt(place: number, round: number): Promise<DemonstrationByParameter | undefined> {
    const { evaluate, threshold } = this.#settings
    const teacher = this.#labelled(round, place)
    const { error, items } = await evaluate(teacher, { of: 'train', places: [place] })
    if (error !== undefined) return undefined
    const item = items?.[0]
    if (!item?.uses) {
      throw new TypeError(
        "Expected the problem's evaluations to say how parameters were used on an item, as programProblem does",
      )
    }
    return item.score >= threshold ? this.#shownBy(item.uses, `use-${round}-${place}`) : undefined
  }

  /** One demonstration for each parameter: of several uses half the time the last, else one of those before. */
  #shownBy(uses: readonly ParameterUse[], stream: string): DemonstrationByParameter | undefined {
    const shown: Record<string, Demonstration> = {}
    for (const parameter of this.#settings.parameters) {
      const own = uses.filter((use) => use.parameter === parameter)
      if (own.length === 0) continue
      const draw = this.#random(`${stream}-${parameter}`)
      const kept = own.length === 1 || draw.next() < 0.5 ? own.at(-1)! : draw.pick(own.slice(0, -1))
      shown[parameter] = { input: kept.input, output: kept.output }
    }
    return Object.keys(shown).length > 0 ? shown : undefined
  }

  /** With labelled demonstrations only; for an item at hand, none with the input of its own. */
  #labelled(round: number, place?: number): Candidate {
    const { labels, labelled: count } = this.#settings
    const own = place === undefined ? {} : labels[place]!
    return this.#filled((parameter) =>
      drawDemonstrations(labels, parameter, {
        count,
        random: this.#random(`labelled-${round}-${parameter}`),
        except: own[parameter],
      }),
    )
  }

  /** With what solved items showed, and labelled demonstrations of the others, each parameter with its own. */
  #completed(solved: ReadonlyMap<number, DemonstrationByParameter>, number: number): Candidate {
    const { labels, labelled } = this.#settings
    const others = labels.filter((_, place) => !solved.has(place))
    return this.#filled((parameter) => {
      const traced = [...solved.values()].flatMap((one) => one[parameter] ?? [])
      const drawn = drawDemonstrations(others, parameter, {
        count: labelled - traced.length,
        random: this.#random(`fill-${number}-${parameter}`),
      })
      return [...traced, ...drawn]
    })
  }

  #filled(demonstrationsOf: (parameter: string) => DemonstrationSets[string]): Candidate {
    const { base, parameters } = this.#settings
    const sets = Object.fromEntries(parameters.map((name) => [name, demonstrationsOf(name)]))
    return withDemonstrations(base, sets)
  }

  /** A stream of its own for each choice: none depends on how many were made before. */
  #random(stream: string): Random {
    return random(this.#settings.seed, `bootstrap-few-shot/${stream}`)
  }
}
