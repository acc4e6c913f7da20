import { satisfied, type Gradient } from './gradient.ts'
import type { Answer, BackwardMode, EdgeFeedback, Passed, PassedFeedback, Use } from './op.ts'
import type { Node } from './trainable-graph.ts'
import type { Variable } from './variable.ts'

export interface WaveWork {
  readonly mode: BackwardMode
  /** Answers an op that asks the backward engine about one of its inputs. */
  ask(edge: Edge, use: Use): Answer
  /** Merges what belongs together before it goes further; undefined if there is nothing to merge. */
  merge(of: Variable<any>, gradients: readonly Gradient[]): Promise<readonly Gradient[]> | undefined
  /** Is told when all that is said of a variable is known. */
  settled(variable: Variable<any>, gradients: readonly Gradient[]): void
}

/** What connects an output to one of its inputs, and what was said of the output. */
export interface Edge {
  readonly output: Variable<any>
  readonly input: number
  readonly gradients: readonly Gradient[]
}

/**
 * Lets feedback run from `root` to the leaves. A variable goes on when every edge into it has answered; its own
 * edges then all run at once. Everything that needs no promise runs in this turn, in a loop: neither the depth
 * nor the width of a graph costs stack.
 */
export function runWave(
  nodes: Map<Variable<any>, Node>,
  root: Variable<any>,
  said: readonly Gradient[],
  work: WaveWork,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const ready: Node[] = []
    let waiting = 0
    let running = false

    const deliver = (from: Node, input: number, passed: Passed): void => {
      const to = nodes.get(from.variable.op!.inputs[input]!)!
      to.arrived[from.slots[input]!] = gradientsOf(passed, from)
      if (--to.missing === 0) ready.push(to)
    }

    const goOn = (node: Node, gradients: readonly Gradient[]): void => {
      node.gradients = gradients
      node.kept = keptBy(gradients)
      work.settled(node.variable, gradients)
      if (!node.variable.op) return
      const edges = edgesOf(node, work)
      for (let i = 0; i < node.slots.length; i++) {
        if (node.slots[i] === -1) continue
        const edge = edges[i]
        if (edge instanceof Promise) wait(edge, (passed) => deliver(node, i, passed))
        else deliver(node, i, edge)
      }
    }

    const run = (): void => {
      if (running) return
      running = true
      try {
        for (let node = ready.pop(); node; node = ready.pop()) {
          const gradients = node.variable === root ? said : node.arrived.flat()
          const merging = gradients.length > 1 ? work.merge(node.variable, gradients) : undefined
          const at = node
          if (merging) wait(merging, (merged) => goOn(at, merged))
          else goOn(at, gradients)
        }
      } catch (error) {
        reject(error)
        return
      }
      running = false
      if (waiting === 0) resolve()
    }

    function wait<T>(promise: Promise<T>, then: (value: T) => void): void {
      waiting++
      promise
        .then((value) => {
          waiting--
          then(value)
          run()
        })
        .catch(reject)
    }

    ready.push(nodes.get(root)!)
    run()
  })
}

function edgesOf({ variable, gradients }: Node, work: WaveWork): readonly EdgeFeedback[] {
  const op = variable.op!
  if (gradients.length === 0) return []
  const asked = gradients.filter(({ kind }) => kind === 'feedback')
  // Nobody wants the output to change, so neither need its inputs; that costs no call to find out.
  if (asked.length === 0) return op.inputs.map(() => satisfied)
  return op.backward({
    output: variable,
    gradients: asked,
    mode: work.mode,
    ask: (input, use) => work.ask({ output: variable, input, gradients: asked }, use),
  })
}

const none: readonly Gradient[] = []
const nothing: Node['kept'] = {}

/** What was passed along an edge, with where it came from; what was said for an aggregation stays with it. */
function gradientsOf(passed: Passed, { variable: from, kept }: Node): readonly Gradient[] {
  if (passed === undefined) return none
  const inherited = { from, ...kept }
  if (isMany(passed)) return passed.map((one) => ({ ...inherited, ...one }))
  return [{ ...inherited, ...passed }]
}

function keptBy(gradients: readonly Gradient[]): Node['kept'] {
  const group = gradients.find((one) => one.group !== undefined)?.group
  const weight = gradients[0]?.weight
  const alike = weight !== undefined && gradients.every((one) => one.weight === weight)
  if (group === undefined && !alike) return nothing
  return { ...(group !== undefined && { group }), ...(alike && { weight }) }
}

function isMany(passed: NonNullable<Passed>): passed is readonly PassedFeedback[] {
  return Array.isArray(passed)
}
