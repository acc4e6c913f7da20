import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['{packages,apps,benchmarks}/*/src/**/*.test.ts', 'deploy/src/**/*.test.ts'] },
})
