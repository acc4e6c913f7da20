import { gradient, optimize, TGD, validateConfig, type Artifact, type RunEvent } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { phantom } from '../phantom.test.support.ts'
import { bundleOf } from '../planner/bundle-of.test.support.ts'
import { radiotherapy } from '../task.ts'

async function viewsOf(goal: readonly string[]): Promise<readonly Artifact[]> {
  const config = await validateConfig(radiotherapy.config, { case: bundleOf(phantom()), goal })
  const engine = radiotherapy.rules!(config)
  await using problem = await radiotherapy.setup(config, { engine })
  const events: RunEvent[] = []
  const strategy = gradient(({ parameters }) => new TGD(parameters, { engine }))
  for await (const _ of optimize(problem, {
    strategy,
    seed: 1,
    steps: 8,
    emit: (event) => void events.push(event),
  }));
  return await radiotherapy.views!(events, {})
}

describe('what a run says of hard goals that it did not meet', () => {
  it('is how near each comes with the others kept, and at what price nearer', async () => {
    const [said, table] = await viewsOf(['Target D95% >= 57 Gy', 'Target D2% <= 68 Gy', 'Core mean <= 5 Gy'])
    expect(said).toMatchInlineSnapshot(`
      {
        "kind": "text",
        "name": "not-met",
        "text": "No plan of this run meets all 3 hard goals. Of the best plan, not met:
      - Core mean <= 5 Gy: 16.13 Gy
      - Target D2% <= 68 Gy: 125.9 Gy
      What stands against them:
      - Core mean <= 5 Gy: with all other hard goals met, 26.03 Gy at best; the nearest plan has 16.13 Gy, where Target D2% <= 68 Gy has 125.9 Gy.
      - Target D2% <= 68 Gy: no plan of this run meets all other hard goals; the nearest plan has 66.85 Gy, where Core mean <= 5 Gy has 26.03 Gy.",
        "title": "Hard goals that were not met. Research only, not a medical device",
      }
    `)
    expect(table).toMatchInlineSnapshot(`
      {
        "columns": [
          "Core mean <= 5 Gy",
          "Target D2% <= 68 Gy",
        ],
        "kind": "table",
        "name": "trade-off",
        "rows": [
          [
            16.13,
            125.9,
          ],
          [
            16.31,
            124.5,
          ],
          [
            16.56,
            122.1,
          ],
          [
            16.91,
            117.9,
          ],
          [
            17.39,
            112.5,
          ],
          [
            18.23,
            104.5,
          ],
          [
            19.59,
            95.48,
          ],
          [
            21.45,
            78.11,
          ],
          [
            26.03,
            66.85,
          ],
        ],
        "title": "What plans reach of the hard goals that compete, where none is better in all of them",
      }
    `)
  })

  it('is nothing where a plan meets them', async () => {
    expect(await viewsOf(['Target D95% >= 57 Gy', 'Core mean <= 40 Gy', 'Core mean <= 1 Gy (soft)'])).toEqual(
      [],
    )
  })
})
