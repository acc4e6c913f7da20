import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { describe, expect, it } from 'vitest'

const html = resolve(import.meta.dirname, '../dist/html')
const packages = resolve(import.meta.dirname, '../../../packages')
const names = readdirSync(packages)

describe('the reference', () => {
  it.each(names)('%s: has a page with its README and a page for what it exports', (name) => {
    const page = readFileSync(join(html, 'modules', `_textgrad_${name}.html`), 'utf8')
    const title = /^# (.*)$/m.exec(readFileSync(join(packages, name, 'README.md'), 'utf8'))![1]!
    expect(page).toContain(title)
    const index = readFileSync(join(packages, name, 'src/index.ts'), 'utf8')
    const functions = [...index.matchAll(/^export \{ (\w+)/gm)].map(([, first]) => first!)
    expect(functions.length).toBeGreaterThan(0)
    for (const exported of functions) expect(page).toContain(`_textgrad_${name}.${exported}.html`)
  })

  it('shows what a docstring says', () => {
    const page = join(html, 'functions/_textgrad_search.gpEi.html')
    expect(existsSync(page)).toBe(true)
    expect(readFileSync(page, 'utf8')).toContain('Journal of Global Optimization 13 (1998) 455')
  })
})
