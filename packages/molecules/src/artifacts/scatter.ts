/** A molecule as a point: lower binds better, higher is more drug-like. */
export interface ScatterPoint {
  readonly vina: number
  readonly qed: number
  readonly label: string
  readonly kind: 'drug' | 'molecule' | 'path'
}

const size = { width: 460, height: 320 }
const margin = { left: 48, right: 16, top: 12, bottom: 40 }
const looks = {
  drug: 'fill="none" stroke="#555" stroke-width="1.2"',
  path: 'fill="#8fb3d9" stroke="none"',
  molecule: 'fill="#c0392b" stroke="none"',
} as const

/**
 * Docking score against QED as an SVG document: known drugs as circles, a molecule in red, and those on the way to it
 * in blue, joined in order. Undefined without a point.
 */
export function scatterSvg(points: readonly ScatterPoint[], target: string): string | undefined {
  const shown = points.filter(({ vina, qed }) => Number.isFinite(vina) && Number.isFinite(qed))
  if (shown.length === 0) return undefined
  const low = Math.floor(Math.min(...shown.map(({ vina }) => vina)) - 0.5)
  const high = Math.ceil(Math.max(...shown.map(({ vina }) => vina)) + 0.5)
  const x = (vina: number): number =>
    margin.left + ((vina - low) / (high - low)) * (size.width - margin.left - margin.right)
  const y = (qed: number): number => margin.top + (1 - qed) * (size.height - margin.top - margin.bottom)
  const path = shown.filter(({ kind }) => kind !== 'drug')
  const line =
    path.length > 1
      ? `<polyline fill="none" stroke="#8fb3d9" points="${path.map(({ vina, qed }) => `${x(vina).toFixed(1)},${y(qed).toFixed(1)}`).join(' ')}"/>`
      : ''
  const marks = shown.map(
    ({ vina, qed, label, kind }) =>
      `<circle cx="${x(vina).toFixed(1)}" cy="${y(qed).toFixed(1)}" r="${kind === 'molecule' ? 5 : 3.5}" ${looks[kind]}><title>${escaped(label)}: ${vina.toFixed(2)} kcal/mol, QED ${qed.toFixed(3)}</title></circle>`,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" font-family="sans-serif" font-size="11">`,
    `<rect width="${size.width}" height="${size.height}" fill="#fff"/>`,
    ...ticks(low, high).map((value) =>
      tick(x(value), size.height - margin.bottom + 16, String(value), 'middle'),
    ),
    ...[0, 0.2, 0.4, 0.6, 0.8, 1].map((value) =>
      tick(margin.left - 6, y(value) + 4, value.toFixed(1), 'end'),
    ),
    `<path fill="none" stroke="#333" d="M${margin.left} ${margin.top}V${size.height - margin.bottom}H${size.width - margin.right}"/>`,
    tick(size.width / 2, size.height - 6, `docking score in ${escaped(target)} (kcal/mol)`, 'middle'),
    `<text transform="translate(13 ${size.height / 2}) rotate(-90)" text-anchor="middle">QED</text>`,
    line,
    ...marks,
    '</svg>',
  ].join('')
}

/** How the targets of measured docking scores are called. */
export function targetsOf(measured: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(measured).flatMap((name) => /^vina_(.+)$/.exec(name)?.[1] ?? [])
  if (names.length === 0) return 'the target'
  return names.length === 1 ? names[0]! : `the worst of ${names.join(', ')}`
}

function ticks(low: number, high: number): number[] {
  const step = Math.max(1, Math.ceil((high - low) / 8))
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, index) => low + index * step)
}

const tick = (x: number, y: number, text: string, anchor: string): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${text}</text>`

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
