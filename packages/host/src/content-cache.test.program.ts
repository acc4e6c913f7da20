// Puts texts until it is killed: `node content-cache.test.program.ts <dir> <seed>`.
import { random } from '@textgrad/core'

import { keyOf, textOf } from './content-cache.test.support.ts'
import { contentCache } from './content-cache.ts'

const [dir = '', seed = '0'] = process.argv.slice(2)
const cache = contentCache(dir)
const { integer } = random(Number(seed), 'entries')
for (;;) {
  const number = integer(200)
  await cache.put(keyOf(number), textOf(number))
  process.stdout.write(`${number}\n`)
}
