import { describe, expect, it } from 'vitest'

import { number } from '../codec.ts'
import { constant, variable } from './variable.ts'

describe('variables', () => {
  it('need a role, and a codec for anything but text', () => {
    expect(() => variable('x', { role: ' ' })).toThrow('Expected a role')
    expect(() => (variable as (value: unknown, options: object) => unknown)(1, { role: 'n' })).toThrow(
      'Expected a codec for "n"',
    )
    expect(variable(1, { role: 'n', codec: number }).toString()).toBe('1')
  })

  it('are named by name or role, and constants by what they hold', () => {
    expect(variable('x', { role: 'prompt' }).id).toBe('prompt')
    expect(variable('x', { role: 'prompt', name: 'p' }).id).toBe('p')
    expect(constant('x', { role: 'fact' }).id).not.toBe(constant('y', { role: 'fact' }).id)
  })
})
