import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['{packages,apps}/*/src/**/*.test.ts', 'benchmarks/{,paper/}src/**/*.test.ts'] },
})
