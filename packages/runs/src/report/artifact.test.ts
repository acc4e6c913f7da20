import type { Artifact } from '@textgrad/core'
import { expect, test } from 'vitest'

import { everyKind } from '../example-runs.test.support.ts'
import { artifactsView, picturesView } from './artifact.ts'

function source(svg: string): string {
  const shown = String(picturesView([{ kind: 'svg', name: 'a', svg }]))
  return /src="([^"]*)"/.exec(shown)![1]!.replaceAll('&amp;', '&')
}

test('a picture is the source of an image, never markup of the page', () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert('1')"><script>alert(1)</script>"'># é %41 &amp;</svg>`
  const shown = String(picturesView([{ kind: 'svg', name: 'a', title: '"><script>', svg }]))
  expect(shown).not.toMatch(/<script|<svg|onload="/)
  expect(shown).toContain('alt="&quot;&gt;&lt;script&gt;"')
  const [kind, ...data] = source(svg).split(',')
  expect(kind).toBe('data:image/svg+xml')
  expect(decodeURIComponent(data.join(','))).toBe(svg)
})

test('a picture without a namespace gets one, because an image needs it', () => {
  expect(decodeURIComponent(source('<svg width="1"><g/></svg>'))).toContain(
    '<svg xmlns="http://www.w3.org/2000/svg" width="1"><g/></svg>',
  )
})

test('a picture with a lone surrogate is still an address', () => {
  expect(source('<svg>\ud800</svg>')).toMatch(/%EF%BF%BD/)
})

test('every kind of artifact is shown', () => {
  const shown = String(artifactsView(everyKind))
  for (const words of [
    'The log',
    'The pose: sdf',
    'Dose and volume',
    'dose (Gy)',
    'cord',
    'A slice of the dose',
    '58.23',
  ]) {
    expect(shown).toContain(words)
  }
  expect(shown).not.toMatch(/NaN|undefined/)
})

test('a structure keeps every line, also an empty first one', () => {
  const text = '\n     RDKit          2D\n\nM  END\n'
  const shown = String(artifactsView([{ kind: 'structure', name: 'a', format: 'sdf', text }]))
  expect(/<pre[^>]*>\n([^]*)<\/pre>/.exec(shown)![1]).toBe(text)
})

test('texts of artifacts are escaped', () => {
  const bad = '<b>"&'
  const artifacts: Artifact[] = [
    { kind: 'text', name: 'a', title: bad, text: bad },
    { kind: 'structure', name: 'b', title: bad, format: 'pdb', text: bad },
    { kind: 'table', name: 'c', title: bad, columns: [bad], rows: [[bad]] },
    { kind: 'grid', name: 'd', title: bad, width: 1, height: 1, unit: bad, values: [1] },
    {
      kind: 'curves',
      name: 'e',
      title: bad,
      x: { label: bad, unit: bad },
      y: { label: bad },
      curves: [{ name: bad, points: [[0, 0]] }],
    },
  ]
  expect(String(artifactsView(artifacts))).not.toMatch(/<b>/)
})

test('a long table and a long text are cut, and complete in a fold', () => {
  const rows = Array.from({ length: 100 }, (_, at) => [`row ${at}`])
  const table = String(artifactsView([{ kind: 'table', name: 'a', columns: ['Row'], rows }]))
  const [shown, folded] = table.split('<details')
  expect(shown).not.toContain('row 20')
  expect(folded).toContain('row 99')
  const text = String(artifactsView([{ kind: 'text', name: 'a', text: 'word '.repeat(1000) }]))
  expect(text.split('<details')[0]!.length).toBeLessThan(1500)
  expect(text.split('<details')[1]).toContain('word '.repeat(1000))
})

test('a large grid is averaged to a size that can be drawn', () => {
  const grid: Artifact = {
    kind: 'grid',
    name: 'a',
    width: 500,
    height: 300,
    values: Array.from({ length: 150_000 }, (_, at) => Math.sin(at)),
  }
  expect(String(artifactsView([grid]))).toContain('viewBox="0 0 125 75"')
})

test('what can not be drawn says so', () => {
  const nothing: Artifact[] = [
    { kind: 'grid', name: 'a', width: 1e9, height: 1e9, values: [1] },
    { kind: 'grid', name: 'b', width: 1, height: 1, values: [Number.NaN] },
    { kind: 'curves', name: 'c', x: { label: 'x' }, y: { label: 'y' }, curves: [] },
    {
      kind: 'curves',
      name: 'd',
      x: { label: 'x' },
      y: { label: 'y' },
      curves: [{ name: 'z', points: [[Number.NaN, 1]] }],
    },
  ]
  for (const artifact of nothing) expect(String(artifactsView([artifact]))).toMatch(/\((not|no) /)
})

test('a curve of one point is a dot, in the plot and in the legend', () => {
  const shown = String(
    artifactsView([
      {
        kind: 'curves',
        name: 'a',
        x: { label: 'dose' },
        y: { label: 'volume' },
        curves: [
          {
            name: 'line',
            points: [
              [0, 0],
              [1, 1],
            ],
          },
          { name: 'goal', points: [[1, 1]] },
        ],
      },
    ]),
  )
  expect(shown.match(/<circle class="curve c1"/g)).toHaveLength(2)
  expect(shown.match(/<path class="curve c0"/g)).toHaveLength(2)
})
