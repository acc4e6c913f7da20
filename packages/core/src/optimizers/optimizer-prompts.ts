import { variable } from '../graph/variable.ts'
import { Module } from '../llm/module.ts'
import { edgeSystem } from '../prompts/edge.ts'
import { updateSystem } from '../prompts/update.ts'

/**
 * The prompts by which texts are optimised, as variables that can themselves be optimised (metaTextGrad, Xu et al.,
 * arXiv 2505.18524): give `update` to an optimizer's `system` and `backward` to that of `backward()`.
 */
export class OptimizerPrompts extends Module {
  readonly update = variable(updateSystem, {
    role: 'instruction for rewriting a text by feedback',
    name: 'update',
  })
  readonly backward = variable(edgeSystem, {
    role: 'instruction for writing feedback on a text',
    name: 'backward',
  })
}
