import type { PlanCase, Structure } from '../plan-case.ts'
import type { Slice } from './slice.ts'

/** Isodoses in per cent of the reference dose, with their colours. */
export const isodoses: readonly (readonly [percent: number, colour: string])[] = [
  [20, '#dbe9f6'],
  [50, '#9ecae1'],
  [70, '#a1d99b'],
  [90, '#fee391'],
  [95, '#fdae6b'],
  [107, '#de2d26'],
]

/** Colours of contours, as often as there are structures. */
const contours = ['#b2182b', '#2166ac', '#1b7837', '#762a83', '#8c510a', '#01665e', '#404040']

export interface Drawn {
  readonly plan: PlanCase
  readonly slice: Slice
  readonly values: readonly number[]
  /** Gy: what isodoses are per cent of. */
  readonly reference: number
  readonly notice: string
}

const longestSide = 480
const lineHeight = 16

/** Bands of dose and outlines of structures, voxel by voxel, with a legend. */
export function sliceSvg({ plan, slice, values, reference, notice }: Drawn): string {
  const { width, height, spacing } = slice
  const scale = longestSide / Math.max(width * spacing.x, height * spacing.y)
  const [dx, dy] = [scale * spacing.x, scale * spacing.y]
  const bands = isodoses.map(([percent, colour]) => {
    const path = runsOf(values, width, (value) => value >= (percent / 100) * reference)
      .map(
        ({ x, y, length }) =>
          `M${at(x * dx)} ${at(y * dy)}h${at(length * dx)}v${at(dy)}h${at(-length * dx)}z`,
      )
      .join('')
    return path && `<path fill="${colour}" d="${path}"/>`
  })
  const body = bodyOf(plan)
  const outlines = plan.structures.map((structure, index) => {
    const path = outlineOf(structure, { ...slice, rows: structure === body ? slice.nearest : slice.rows })
      .map(([x, y, mx, my]) => `M${at(x * dx)} ${at(y * dy)}l${at(mx * dx)} ${at(my * dy)}`)
      .join('')
    return path && `<path fill="none" stroke="${colourOf(index)}" stroke-width="1.5" d="${path}"/>`
  })
  const names = plan.structures.map(({ name }, index) => [name, colourOf(index)] as const)
  const doses = isodoses.map(
    ([percent, colour]) => [`${percent} % of ${Number(reference.toFixed(1))} Gy`, colour] as const,
  )
  const legend = [...names, ...doses].map(([text, colour], index) => {
    const y = lineHeight * (index + 1)
    return `<rect x="${at(width * dx + 10)}" y="${y - 9}" width="10" height="10" fill="${colour}"/><text x="${at(width * dx + 25)}" y="${y}">${escaped(text)}</text>`
  })
  const bottom = Math.max(height * dy, lineHeight * legend.length) + lineHeight
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${at(width * dx + 220)} ${at(bottom + 8)}" font-family="sans-serif" font-size="12">`,
    ...bands,
    ...outlines,
    ...legend,
    `<text x="0" y="${at(bottom)}">${escaped(notice)}</text>`,
    '</svg>',
  ]
    .filter(Boolean)
    .join('')
}

/** The largest organ, of which voxels may be left out. */
export function bodyOf({ structures }: PlanCase): Structure | undefined {
  const organs = structures.filter(({ type }) => type === 'organ')
  return organs.toSorted((a, b) => b.rows.length - a.rows.length)[0]
}

interface Run {
  readonly x: number
  readonly y: number
  readonly length: number
}

/** Neighbours in a row that are wanted, as one. */
function runsOf(values: readonly number[], width: number, isWanted: (value: number) => boolean): Run[] {
  const runs: Run[] = []
  for (let from = 0; from < values.length; from++) {
    if (!isWanted(values[from]!)) continue
    const end = width * (Math.floor(from / width) + 1)
    let to = from + 1
    while (to < end && isWanted(values[to]!)) to++
    runs.push({ x: from % width, y: Math.floor(from / width), length: to - from })
    from = to
  }
  return runs
}

/** The sides of voxels between what is inside of a structure and what is not. */
function outlineOf(
  { rows }: Structure,
  { width, height, rows: plane }: Slice,
): (readonly [number, number, number, number])[] {
  const own = new Set(rows)
  const isInside = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && own.has(plane[y * width + x]!)
  const sides: (readonly [number, number, number, number])[] = []
  for (let y = 0; y <= height; y++)
    for (let x = 0; x <= width; x++) {
      if (isInside(x, y) !== isInside(x - 1, y)) sides.push([x, y, 0, 1])
      if (isInside(x, y) !== isInside(x, y - 1)) sides.push([x, y, 1, 0])
    }
  return sides
}

const colourOf = (index: number): string => contours[index % contours.length]!

const at = (value: number): string => String(Number(value.toFixed(1)))

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
