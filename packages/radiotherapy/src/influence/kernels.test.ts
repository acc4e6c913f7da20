import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { compileString } from 'assemblyscript/asc'
import { describe, expect, it } from 'vitest'

/** What AssemblyScript makes of the kernels, as a module that holds its bytes. */
async function compiled(): Promise<string> {
  const file = join(import.meta.dirname, '../../assembly/kernels.ts')
  const { binary, error } = await compileString(
    { 'kernels.ts': await readFile(file, 'utf8') },
    { optimizeLevel: 3, runtime: 'stub', importMemory: true, noAssert: true, enable: ['simd'] },
  )
  if (error || !binary) throw new Error('AssemblyScript refuses the kernels', { cause: error })
  const text = Buffer.from(binary).toString('base64')
  return `/** WebAssembly made from assembly/kernels.ts by \`npm run build:kernels\`, in base64. */\nexport const kernels =\n  '${text}'\n`
}

describe('the kernels', () => {
  it('are what their source compiles to, byte for byte', async () => {
    await expect(await compiled()).toMatchFileSnapshot('kernels.ts')
  })
})
