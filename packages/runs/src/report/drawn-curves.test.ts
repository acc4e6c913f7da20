import { expect, it } from 'vitest'

import { drawCurves } from './drawn-curves.ts'

const size = { width: 380, height: 250 }
const curves = (...all: readonly (readonly (readonly [number, number])[])[]) => ({
  x: { label: 'dose', unit: 'Gy' },
  y: { label: 'volume' },
  curves: all.map((points, place) => ({ name: `curve ${place}`, points })),
})

it('draws lines, what other curves should reach as dots, and nothing of what is no number', () => {
  const drawn = drawCurves(
    curves(
      [
        [0, 0],
        [Number.NaN, 3],
        [10, 100],
      ],
      [[5, 50]],
      [],
    ),
    { size },
  )!
  expect(drawn.frame).toMatchObject({ xLabel: 'dose (Gy)', yLabel: 'volume' })
  expect(drawn.curves).toEqual([
    { name: 'curve 0', className: 'curve c0', path: 'M50 210L364 26' },
    { name: 'curve 1', className: 'curve c1', dot: { x: '207', y: '118' } },
    { name: 'curve 2', className: 'curve c2' },
  ])
  expect(drawCurves(curves([], [[Number.NaN, 1]]), { size })).toBeUndefined()
})

it('has ticks at whole numbers where x comes in them, such as steps', () => {
  const ticksOf = (last: number) =>
    drawCurves(
      curves([
        [0, 1],
        [last, 2],
      ]),
      { size },
    )!.frame.x.ticks
  expect(ticksOf(1)).toEqual([0, 1])
  expect(ticksOf(1.5)).toContain(0.5)
})

it('has the axes of another plot that it is compared with', () => {
  const small = curves([
    [0, 0],
    [10, 10],
  ])
  const large = curves([
    [0, -5],
    [80, 100],
  ])
  const [a, b] = [
    drawCurves(small, { size, beside: large })!.frame,
    drawCurves(large, { size, beside: small })!.frame,
  ]
  expect([a.x.ticks, a.y.ticks]).toEqual([b.x.ticks, b.y.ticks])
  expect(a.x.to).toBe(80)
})
