import { validateConfig } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { phantom } from './phantom.test.support.ts'
import { reference } from './reference.test.support.ts'
import { scorePlan, scorer } from './score.ts'

describe('scoring a case', () => {
  it('needs its file, and nothing else', async () => {
    await expect(validateConfig(scorer.config, {})).rejects.toThrow('case: ')
    await expect(validateConfig(scorer.config, { case: 'a.json', in: 'b' })).rejects.toThrow(TypeError)
  })

  it('gives what was reached, and metrics of every structure', async () => {
    const row = await scorePlan(phantom())
    expect(Object.keys(row)).toEqual(['objective', 'iterations', 'projectedGradient', 'structures'])
    expect(Object.keys(row['structures']!)).toEqual(['Target', 'Core', 'Body'])
    expect(JSON.parse(JSON.stringify(row))).toEqual(row)
    expect(row['projectedGradient']).toBeLessThan(0.01)
    await expect(scorePlan(phantom(), { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    )
  })

  const known = reference('cshape')
  it.skipIf(!known)(
    'is one row with the keys of the reference',
    async () => {
      const rows = await Array.fromAsync(
        scorer.run(await validateConfig(scorer.config, { case: known!.file }), {}),
      )
      expect(rows).toHaveLength(1)
      const [{ objective, structures } = expect.fail()] = rows
      expect(objective).toBeLessThanOrEqual(1.0001 * known!.optimum)
      expect(objective).toBeGreaterThan(0.999999 * known!.optimum)
      const keys = (of: unknown) =>
        Object.entries(of as Record<string, object>).map(([name, metrics]) => [name, Object.keys(metrics)])
      const star = known!.metrics['lbfgsb_star']!
      expect(keys(structures)).toEqual(keys(star))
      const { OuterTarget } = structures as unknown as typeof star
      expect(Math.abs(OuterTarget!['D95']! / star['OuterTarget']!['D95']! - 1)).toBeLessThanOrEqual(1e-3)
      expect(Math.abs(OuterTarget!['mean']! / star['OuterTarget']!['mean']! - 1)).toBeLessThanOrEqual(5e-4)
    },
    240_000,
  )
})
