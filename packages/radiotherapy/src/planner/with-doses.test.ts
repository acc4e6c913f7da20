import { expect, it } from 'vitest'

import { openCase } from './open-case.ts'
import { withDoses } from './with-doses.ts'

const { plan } = await openCase('prostate', { spacing: 20, bixel: 30 })
const doses = (texts: readonly string[]) =>
  Object.fromEntries(
    withDoses(plan, texts).structures.map(({ name, objectives }) => [
      name,
      objectives.map(({ dose }) => dose),
    ]),
  )

it('sets the dose of what is named, and leaves the others', () => {
  const before = doses([])
  expect(doses(['rectum = 0', 'Bladder=12.5 Gy'])).toEqual({ ...before, Rectum: [0], Bladder: [12.5] })
  expect(plan.structures.map(({ name }) => name)).toEqual(Object.keys(before))
})

it.each([
  ['Rectum', /a structure and a dose of 0 to 200 Gy, as in Rectum=0, got "Rectum"/],
  ['Rectum=201', /got "Rectum=201"/],
  ['Rectum=-1', /got "Rectum=-1"/],
  ['Spleen=3', /the dose of PTV, Rectum, Bladder, Femoral heads, Body, got that of Spleen/],
])('refuses %s', (text, message) => {
  expect(() => withDoses(plan, [text])).toThrow(message)
})
