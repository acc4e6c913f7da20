import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The pages as one script and one style, for files that hold a run. */
export default defineConfig({
  publicDir: false,
  plugins: [react()],
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: 'dist/alone',
    emptyOutDir: true,
    lib: {
      entry: `${import.meta.dirname}/src/alone/main.tsx`,
      formats: ['iife'],
      name: 'alone',
      fileName: () => 'alone.js',
      cssFileName: 'alone',
    },
  },
})
