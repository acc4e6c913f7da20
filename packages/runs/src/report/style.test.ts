import { expect, test } from 'vitest'

import { colours, curveColours } from './colours.ts'
import { style } from './style.ts'

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

for (const theme of ['light', 'dark'] as const) {
  const { page, card, text, quiet, accent, axis, tint, removed, ...on } = colours[theme]

  test(`text keeps a contrast of 4.5 in the ${theme} theme`, () => {
    for (const ground of [page, card]) {
      for (const ink of [text, quiet, accent]) expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5)
    }
    expect(contrast(on['on-tint'], tint)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(on['on-removed'], removed)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(page, accent)).toBeGreaterThanOrEqual(4.5)
  })

  test(`lines and curves keep a contrast of 3 in the ${theme} theme`, () => {
    for (const ground of [page, card]) {
      for (const ink of [axis, ...curveColours[theme]])
        expect(contrast(ink, ground)).toBeGreaterThanOrEqual(3)
    }
  })
}

test('the style sheet loads nothing and holds no markup', () => {
  expect(style).not.toMatch(/url\(|@import|</)
})
