import { describe, expect, it } from 'vitest'

import { functionIn } from './section.ts'

const file = `import math

class Circle:
    """Round."""

    def area(self):
        # squared
        return math.pi * self.r

    def size(self):
        return 1


def area(r):
    return r
`

describe('a function of a larger file', () => {
  it('is taken out as if it stood alone, and put back with its indent', () => {
    const section = functionIn(file, 'Circle.area')
    expect(section.text).toBe('def area(self):\n    # squared\n    return math.pi * self.r')
    expect(section.linesBefore).toBe(5)
    expect(section.with(section.text)).toBe(file)
    const other = section.with(
      'def area(self):\n    if self.r < 0:\n        return 0\n\n    return math.pi * self.r ** 2\n',
    )
    expect(other).toContain(
      '    def area(self):\n        if self.r < 0:\n            return 0\n\n        return math',
    )
    expect(other).toContain('** 2\n\n    def size(self):')
  })

  it('is told apart from a method of the same name', () => {
    expect(functionIn(file, 'area').text).toBe('def area(r):\n    return r')
    expect(() => functionIn(file, 'volume')).toThrow(
      'Expected a function of the file, Circle.area, Circle.size, area, got volume',
    )
  })
})
