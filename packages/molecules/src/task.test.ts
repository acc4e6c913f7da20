import { taskContract } from '@textgrad/core/testing'
import { describe, expect, test } from 'vitest'

import { molecules } from './task.ts'

describe('the molecules task', () => {
  const checks = taskContract(molecules, { config: { start: 'CCCCCCCC' } })

  test.for(checks)('$name', { timeout: 60_000 }, async (check) => {
    await expect(check.run()).resolves.toBeUndefined()
  })
})
