import type { FlagValues, Flags } from './flags.ts'

/** A part of textual gradient descent that is taken out or changed, to find out what it does. */
export interface Ablation {
  readonly summary: string
  /** What is compared, as `--optimizers` takes it; the first is what the others are tested against. */
  readonly variants: (values: FlagValues) => readonly string[]
  /** What it has to be told besides. */
  readonly flags?: Flags
  /** It measures feedback, and improves nothing. */
  readonly isMeasure?: true
}

const fixed =
  (...variants: readonly string[]) =>
  (): readonly string[] =>
    variants

/** The ablations, by the name that is typed: each is a comparison that can be typed out, too. */
export const ablations: Readonly<Record<string, Ablation>> = {
  backward: {
    summary: 'How feedback goes back: passed through, one call per edge, or the whole graph at once',
    variants: fixed('tgd', 'tgd+backward=per-edge', 'tgd+backward=graph'),
  },
  prompts: {
    summary: 'The requests for feedback and updates in other words, with feedback that a model words',
    variants: fixed(
      'tgd+backward=per-edge',
      'tgd+backward=per-edge+wording=brief',
      'tgd+backward=per-edge+wording=stepwise',
    ),
  },
  gate: {
    summary: 'What makes a candidate the next one: that it is better, as good, or nothing',
    variants: fixed('tgd', 'tgd+gate=no-worse', 'tgd+gate=always'),
  },
  momentum: {
    summary: 'What an update is reminded of: nothing, one version, three, a digest, or how versions swing',
    variants: fixed('tgd', 'momentum+window=1', 'momentum', 'momentum+summarised', 'revolve'),
  },
  samples: {
    summary:
      'How often feedback is asked for, of which what most say is kept, with feedback that a model words',
    variants: fixed(
      'tgd+backward=per-edge',
      'tgd+backward=per-edge+samples=3',
      'tgd+backward=per-edge+samples=5',
    ),
  },
  proposals: {
    summary: 'How many updates are tried of the same feedback',
    variants: fixed('tgd', 'tgd+proposals=2', 'tgd+proposals=4'),
  },
  batch: {
    summary: 'Training items in a step, for tasks with items',
    variants: fixed('tgd', 'tgd+batch-size=1', 'tgd+batch-size=8'),
  },
  models: {
    summary: 'Another model for one purpose after the other, and for all',
    variants: ({ other }) => [
      'tgd',
      ...['forward', 'evaluate', 'backward', 'update'].map(
        (purpose) => `tgd+engine=${purpose}=${String(other)}`,
      ),
      `tgd+engine=${String(other)}`,
    ],
    flags: {
      other: {
        type: 'string',
        hint: 'name',
        required: true,
        description: 'The other model, named as for --engine',
      },
    },
  },
  feedback: {
    summary:
      'What feedback is worth: as it is, without half of its sentences, on an earlier version, or none',
    variants: fixed(
      'tgd',
      'tgd+feedback-quality=degraded',
      'tgd+feedback-quality=random',
      'tgd+feedback-quality=none',
    ),
  },
  consistency: {
    summary: 'How far feedback on the same start agrees with itself, asked for several times',
    variants: ({ samples }) =>
      [
        '',
        '+backward=per-edge',
        '+backward=per-edge+wording=brief',
        '+backward=per-edge+wording=stepwise',
      ].map((how) => `agreement+samples=${Number(samples)}${how}`),
    flags: {
      samples: { type: 'integer', min: 2, default: 5, description: 'How often feedback is asked for' },
    },
    isMeasure: true,
  },
}
