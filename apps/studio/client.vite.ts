import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: `${import.meta.dirname}/src/client`,
  base: './',
  plugins: [react()],
  build: {
    outDir: '../../dist/client',
    emptyOutDir: true,
    // Every asset is a file of the server: a strict policy loads nothing else.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
