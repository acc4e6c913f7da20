import type { Candidate, Random } from '@textgrad/core'

import { readSettings, settingsCodec } from '../values.ts'
import { projected, type Knob, type Setting } from './knobs.ts'

/** The farthest that a weight moves at once: by this factor, or its inverse. */
const farthest = 10

/** Settings near a candidate's, without end: one knob is turned, and others with a chance of one in all. */
export async function* settingsMoves(
  candidate: Candidate,
  { knobs, random }: { readonly knobs: readonly Knob[]; readonly random: Random },
): AsyncGenerator<Candidate> {
  const [[name, text]] = Object.entries(candidate) as [[string, string]]
  const settings = readSettings(text, knobs)
  const codec = settingsCodec(knobs)
  for (;;) {
    const always = random.pick(knobs)
    const moved = knobs.map((knob, index) =>
      knob === always || random.next() < 1 / knobs.length
        ? near(settings[index]!, knob, random)
        : settings[index]!,
    )
    yield { [name]: codec.render(moved) }
  }
}

function near({ weight, level }: Setting, knob: Knob, random: Random): Setting {
  const step = (): number => 2 * random.next() - 1
  const moved = { weight: weight * farthest ** step() }
  if (level === undefined || !knob.level) return projected(moved, knob)
  const width = (knob.level.to - knob.level.from) / 2
  return projected({ ...moved, level: level + step() * random.next() * width }, knob)
}
