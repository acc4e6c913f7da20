import { describe, expect, it } from 'vitest'

import { optimizerNames } from './optimizers.ts'
import { textgrad } from './typed.test.support.ts'

// The others need a space, worked examples, or a model that words feedback.
const forMolecules = optimizerNames.filter(
  (name) =>
    ![
      'nelder-mead',
      'cma-es',
      'gp-ei',
      'opro',
      'beam',
      'revolve',
      'reflexion',
      'bootstrap-few-shot',
    ].includes(name),
)

describe('--optimizer', () => {
  it.each(forMolecules)('%s improves a molecule without a model', { timeout: 60_000 }, async (name) => {
    const args = ['--optimizer', name, '--steps', '4', '--max-evaluations', '300', '--json']
    const { code, out } = await textgrad('run', 'molecules', ...args)
    expect(code).toBe(0)
    const events = out.split('\n').flatMap((line) => (line ? [JSON.parse(line) as { type: string }] : []))
    expect(events.at(-1)).toMatchObject({ type: 'run-end', best: { score: expect.any(Number) } })
    const scores = events.flatMap((event) =>
      'evaluation' in event ? [(event.evaluation as { score: number }).score] : [],
    )
    expect(Math.max(...scores)).toBeGreaterThan(scores[0]!)
  })

  it.each([
    ['bootstrap-few-shot', 'a parameter of worked examples'],
    ['gp-ei', 'a space'],
  ])('%s is refused for a task without %s', async (name, needs) => {
    const { code, out, err } = await textgrad('run', 'molecules', '--optimizer', name)
    expect({ code, out, err }).toEqual({
      code: 2,
      out: '',
      err: `textgrad: --optimizer ${name} needs a task with ${needs}, which this one has not\n`,
    })
  })
})
