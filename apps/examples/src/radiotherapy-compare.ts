import { writeFile } from 'node:fs/promises'

import { rootCall, validateConfig } from '@textgrad/core'
import { radiotherapy } from '@textgrad/radiotherapy'

// Two plans of a C-shaped target: from the case's own weights, and with a core that counts more and should get less.
const config = await validateConfig(radiotherapy.config, {
  case: 'c-shape',
  spacing: 10,
  goal: ['PTV D95% >= 50 Gy', 'PTV D10% <= 55 Gy', 'Core D10% <= 25 Gy'],
})
await using problem = await radiotherapy.setup(config, {})
const [name, settings] = Object.entries(problem.start)[0]!
const spared = settings.replace(/^Core: .*$/m, 'Core: weight 3000, dose 5 Gy')
const { artifacts = [] } = await problem.build({ [name]: spared }).evaluate([], rootCall())

const table = artifacts.find((one) => one.name === 'comparison')
if (table?.kind !== 'table') throw new Error('The plans are the same')
for (const [goal, first, other, , unit] of table.rows) console.log(`${goal}: ${first} and ${other} ${unit}`)

// A page with both histograms: the first plan's dashed.
const histograms = artifacts.find((one) => one.name === 'dvh-comparison')
if (histograms?.kind !== 'curves') throw new Error('The plans are the same')
const most = Math.max(...histograms.curves.flatMap(({ points }) => points.map(([dose]) => dose)))
const colours: Readonly<Record<string, string>> = { PTV: 'crimson', Core: 'navy', Body: 'gray' }
const across = (dose: number): number => Math.round((6000 * dose) / most) / 10
const lines = histograms.curves.map(({ name: curve, points }) => {
  const [structure = '', which] = curve.split(', ')
  const path = points.map(([dose, volume]) => `${across(dose)},${300 - 3 * volume}`).join(' ')
  const dashes = which === 'first' ? ' stroke-dasharray="6 4"' : ''
  return `<polyline fill="none" stroke="${colours[structure]}"${dashes} points="${path}"><title>${curve}</title></polyline>`
})
const names = Object.entries(colours).map(
  ([structure, colour], at) => `<text x="480" y="${20 + 18 * at}" fill="${colour}">${structure}</text>`,
)
const doses = [0, 20, 40, 60].filter((dose) => dose < most)
const marks = [
  ...doses.map((dose) => `<text x="${across(dose)}" y="318" text-anchor="middle">${dose} Gy</text>`),
  ...[0, 50, 100].map(
    (volume) => `<text x="-6" y="${304 - 3 * volume}" text-anchor="end">${volume} %</text>`,
  ),
]
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-45 -10 655 335" width="800" font-family="sans-serif" font-size="12">
<path d="M0 0V300H600" fill="none" stroke="black"/>${[...lines, ...names, ...marks].join('\n')}</svg>`
const page = `<!doctype html><meta charset="utf-8"><title>Two plans</title>
<p>${histograms.title}. Dashed: the first.</p>${svg}`
await writeFile('plans.html', page)
