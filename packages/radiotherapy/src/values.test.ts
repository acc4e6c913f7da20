import { ParseError } from '@textgrad/core'
import { describe, expect, it, test } from 'vitest'

import { phantom } from './phantom.test.support.ts'
import { knobsOf, settingsOf, withSettings } from './planner/knobs.ts'
import { readSettings, settingsCodec, settingsRole } from './values.ts'

const plan = phantom()
const knobs = knobsOf(plan, { weight: { from: 1, to: 1e5 }, levels: 'organs', most: 60 })
const codec = settingsCodec(knobs)
const text = 'Target: weight 1000\nCore: weight 300, dose 30 Gy\nBody: weight 100, dose 25 Gy'

describe('settings as text', () => {
  it('are a line for each objective, and come back as they were', () => {
    expect(codec.render(settingsOf(plan, knobs))).toBe(text)
    expect(readSettings(text, knobs)).toEqual(settingsOf(plan, knobs))
  })

  test.each([
    [
      'in another order, with other marks',
      '- **Body** = weight: 100; dose: 25\n* core: penalty [300], dose level 3000 cGy\n`Target`: 1000',
    ],
    ['with words around', `Here are the new settings:\n\n${text}\n\nThe core now counts more.`],
    [
      'as the paper has them',
      'weight for Target: [1000], weight for Core: [300, dose 30 Gy], weight for Body: [100 dose 25 Gy]',
    ],
    [
      'as a table',
      '| Target: | weight 1,000 |\n| Core: | weight 3e2, dose 30 Gy |\n| Body: | weight 100.0, dose 25.0 Gy |',
    ],
  ])('are read %s', (_, written) => {
    expect(codec.render(readSettings(written, knobs))).toBe(text)
  })

  it('are moved into their bounds', () => {
    const read = readSettings(
      'Target: weight 1e9\nCore: weight 0, dose 70 Gy\nBody: weight 123456.7, dose 0',
      knobs,
    )
    expect(read).toEqual([{ weight: 100_000 }, { weight: 1, level: 60 }, { weight: 100_000, level: 0 }])
  })

  test.each([
    [
      'Target: weight 1000',
      'There is no line for Core, Body; write every line, such as Core: weight 100, dose 30 Gy',
    ],
    [`${text}\nCore: weight 5, dose 3 Gy`, 'There are two lines for Core'],
    [`${text}\nRectum: weight 5`, '"Rectum" is none of the objectives Target, Core, Body'],
    [text.replace('300', '-300'), 'The weight of Core is -300; a weight is above 0'],
    [text.replace('300', 'high'), 'The line for Core has no weight'],
    [text.replace(', dose 30 Gy', ''), 'The line for Core has no dose'],
    [
      text.replace('30 Gy', '3000 Gy'),
      'The dose of Core is 3000 Gy, far above the 60 Gy that it may be; is it in cGy?',
    ],
    ['', 'There is no line for Target, Core, Body'],
  ])('%j is refused', (written, message) => {
    expect(() => readSettings(written, knobs)).toThrow(ParseError)
    expect(() => readSettings(written, knobs)).toThrow(message)
  })

  it('are explained to a model', () => {
    expect(settingsRole(knobs)).toMatchInlineSnapshot(`
      "objective weights and dose levels of a radiotherapy plan, a line for each objective as in
      "Target: weight 100". Weights go from 1 to 100000 on a logarithmic scale; only their
      ratios matter. An optimiser finds the fluence that these objectives cost least, and the plan is scaled so that the
      target is covered. The objectives:
      - Target (target): every voxel should get exactly this dose; its dose is fixed
      - Core (organ): no voxel should get more than this dose; dose from 0 to 60 Gy
      - Body (organ): no voxel should get more than this dose; dose from 0 to 60 Gy"
    `)
  })

  it('are explained beside good plans of others', () => {
    const plans = [{ input: 'Core mean 19 Gy', output: 'Core: weight 300, dose 20 Gy' }]
    expect(settingsRole(knobs, plans).slice(settingsRole(knobs).length)).toMatchInlineSnapshot(`
      "
      Plans that were found good for other cases of this kind:
      Plan 1 reached:
      Core mean 19 Gy
      with the settings:
      Core: weight 300, dose 20 Gy
      What was good there is where to begin, not what to copy: patients and goals differ"
    `)
  })
})

describe('knobs', () => {
  it('turn weights and dose levels, and nothing else', () => {
    const turned = withSettings(plan, knobs, readSettings(text.replace('300, dose 30', '7, dose 8'), knobs))
    expect(turned.structures[1]!.objectives).toEqual([{ kind: 'squaredOverdosing', dose: 8, penalty: 7 }])
    expect(turned.structures[0]).toEqual(plan.structures[0])
  })

  it('tell several objectives of a structure apart', () => {
    const several = phantom(({ name }) =>
      name === 'Core'
        ? {
            objectives: [
              { kind: 'meanDose', dose: 0, penalty: 1 },
              { kind: 'maxDvh', dose: 20, volume: 10, penalty: 2 },
              { kind: 'maxDvh', dose: 30, volume: 5, penalty: 3 },
            ],
          }
        : {},
    )
    const all = knobsOf(several, { weight: { from: 1, to: 100 }, levels: 'all', most: 60 })
    expect(all.map(({ name }) => name)).toEqual([
      'Target',
      'Core meanDose',
      'Core maxDvh',
      'Core maxDvh 2',
      'Body',
    ])
    expect(all[0]!.level).toEqual({ from: 54, to: 66 })
    expect(
      knobsOf(several, { weight: { from: 1, to: 100 }, levels: 'none', most: 60 })[2]!.level,
    ).toBeUndefined()
    const shown = settingsCodec(all).render(settingsOf(several, all))
    expect(readSettings(shown, all)).toEqual(settingsOf(several, all))
  })
})
