import { defineConfig } from 'vite'

/** The program of the frame in which structures are drawn, as one script. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist/viewer',
    emptyOutDir: true,
    lib: {
      entry: `${import.meta.dirname}/src/viewer/main.ts`,
      formats: ['iife'],
      name: 'viewer',
      fileName: () => 'viewer.js',
    },
  },
})
