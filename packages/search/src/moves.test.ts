import type { Problem, Random } from '@textgrad/core'
import { describe, expect, it } from 'vitest'

import { minimizing, run } from './functions.test.support.ts'
import { evolutionary, hillClimb, randomSearch } from './index.ts'

const letters = ['a', 'b', 'c', 'd']

/** A word that should be 'dddd', where a move changes one letter by one place in the alphabet. */
function spelling(): Problem {
  const { space: _, ...rest } = minimizing({}, { word: 'aaaa' }, ({ word }) =>
    word!.split('').reduce((sum, letter) => sum + 3 - letters.indexOf(letter), 0),
  )
  return {
    ...rest,
    async *moves({ word }, random: Random) {
      for (const place of random.shuffle([0, 1, 2, 3])) {
        for (const by of random.shuffle([-1, 1])) {
          const letter = letters[letters.indexOf(word![place]!) + by]
          if (letter) yield { word: word!.slice(0, place) + letter + word!.slice(place + 1) }
        }
      }
    },
  }
}

describe('where a problem offers moves only', () => {
  it.each([hillClimb({ neighbours: 2 }), evolutionary({ population: 5 })])(
    '$name finds the best',
    async (strategy) => {
      const { lowest, evaluations } = await run(spelling(), strategy, {
        target: 0,
        budget: { evaluations: 200 },
      })
      expect(lowest).toBe(0)
      expect(evaluations).toBeLessThan(120)
    },
  )

  it('hillClimb is finished on a top', async () => {
    const { result, tried } = await run(spelling(), hillClimb())
    expect(result).toMatchObject({ status: 'done', best: { candidate: { word: 'dddd' } } })
    expect(tried.every(({ parents }) => parents.length === 1)).toBe(true)
  })

  it('randomSearch walks as far as the moves lead, and ends when it has seen all', async () => {
    const { result, evaluations } = await run(spelling(), randomSearch({ batch: 4 }))
    expect(result.status).toBe('done')
    expect(evaluations).toBeGreaterThan(200)
    expect(evaluations).toBeLessThanOrEqual(256)
  })
})
