import { holds } from './atom-test.ts'
import type { Graph } from './graph.ts'
import type { Pattern, Step } from './plan.ts'

/** Called with the atoms placed so far, by pattern atom; true ends the search. */
type Visit = (placed: readonly number[]) => boolean

interface Search {
  readonly steps: readonly Step[]
  readonly graph: Graph
  readonly placed: number[]
  readonly visit: Visit
}

/** Whether the pattern occurs in the molecule. */
export function hasMatch(pattern: Pattern, graph: Graph): boolean {
  return mayMatch(pattern, graph) && findFirst(pattern.search, graph)
}

/** Whether the pattern occurs with its first atom at `atom`. */
export function matchesAt(pattern: Pattern, graph: Graph, atom: number): boolean {
  return findFirst(pattern.rooted, graph, atom)
}

/**
 * The occurrences of the pattern, each as atom indices in the pattern's order. As in RDKit, one occurrence
 * is kept of those on the same set of atoms; unlike there, all are found unless a limit is set. Patterns of
 * several components, such as `F.F.F.F`, need one: their occurrences grow with the power of the components.
 */
export function matches(pattern: Pattern, graph: Graph, limit = Infinity): number[][] {
  const found = new Map<string, number[]>()
  if (mayMatch(pattern, graph)) {
    run(pattern.search, graph, (placed) => {
      const key = placed.toSorted((a, b) => a - b).join(' ')
      if (!found.has(key)) found.set(key, [...placed])
      return found.size >= limit
    })
  }
  return [...found.values()]
}

/** The number of `matches`. */
export function countMatches(pattern: Pattern, graph: Graph): number {
  if (pattern.size > 1) return matches(pattern, graph).length
  const test = pattern.atoms[0]!
  let count = 0
  for (let atom = 0; atom < graph.size; atom++) if (holds(test, graph, atom)) count++
  return count
}

/** Whether steps can be completed, from `root` if given. */
export function findFirst(steps: readonly Step[], graph: Graph, root?: number): boolean {
  return run(steps, graph, () => true, root)
}

// Most patterns need an element or a charge that the molecule does not have at all.
function mayMatch(pattern: Pattern, graph: Graph): boolean {
  for (const test of pattern.atoms) {
    if ((test.kinds & graph.anyKind) === 0 || (test.flags & graph.anyFlags) !== test.flags) return false
  }
  return true
}

function run(steps: readonly Step[], graph: Graph, visit: Visit, root?: number): boolean {
  const search: Search = { steps, graph, placed: steps.map(() => -1), visit }
  return root === undefined ? extend(search, 0) : place(search, 0, root)
}

function extend(search: Search, depth: number): boolean {
  const step = search.steps[depth]
  if (!step) return search.visit(search.placed)
  if (step.from < 0) return begin(search, depth)
  const { graph, placed } = search
  const here = placed[step.from]!
  const neighbours = graph.neighbours[here]!
  const bondsOf = graph.bondsOf[here]!
  for (let k = 0; k < neighbours.length; k++) {
    if ((graph.bonds[bondsOf[k]!]!.bit & step.bits) !== 0 && place(search, depth, neighbours[k]!)) return true
  }
  return false
}

function begin(search: Search, depth: number): boolean {
  for (let atom = 0; atom < search.graph.size; atom++) if (place(search, depth, atom)) return true
  return false
}

function place(search: Search, depth: number, atom: number): boolean {
  const { graph, placed, steps } = search
  const step = steps[depth]!
  if (!holds(step.test, graph, atom) || placed.includes(atom) || !closes(search, step, atom)) return false
  placed[step.atom] = atom
  const done = extend(search, depth + 1)
  placed[step.atom] = -1
  return done
}

function closes(search: Search, step: Step, atom: number): boolean {
  return step.closures.every(({ to, bits }) => {
    const k = search.graph.neighbours[atom]!.indexOf(search.placed[to]!)
    return k >= 0 && (search.graph.bonds[search.graph.bondsOf[atom]![k]!]!.bit & bits) !== 0
  })
}
