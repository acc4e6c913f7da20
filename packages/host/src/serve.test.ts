import { expect, test } from 'vitest'

import { serve } from './serve.ts'

test('serve() outside a worker thread says where it belongs', () => {
  expect(() => serve(() => 1)).toThrow('it works in a worker thread only')
})
