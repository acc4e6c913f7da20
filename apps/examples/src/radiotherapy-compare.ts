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
const lines = histograms.curves.map(({ name: curve, points }) => {
  const [structure = '', which] = curve.split(', ')
  const path = points.map(([dose, volume]) => `${(600 * dose) / most},${300 - 3 * volume}`).join(' ')
  const dashes = which === 'first' ? ' stroke-dasharray="6 4"' : ''
  return `<polyline fill="none" stroke="${colours[structure]}"${dashes} points="${path}"><title>${curve}</title></polyline>`
})
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-5 -5 610 310">${lines.join('')}</svg>`
await writeFile('plans.html', `<!doctype html><title>Two plans</title><p>${histograms.title}</p>${svg}`)
