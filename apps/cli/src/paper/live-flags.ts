import { engineFlags } from '../engine.ts'
import type { Flags } from '../flags.ts'
import { limitFlags, modelFlags } from '../plan.ts'
import { storeFlags } from '../store.ts'
import { workersFlags } from '../workers.ts'
import { experimentFlags } from './experiment-flags.ts'

const {
  'max-calls': calls,
  'max-tokens': tokens,
  'max-dollars': dollars,
  'allow-unknown-price': unknown,
} = limitFlags

/** How an experiment is run with a model. */
export const liveFlags: Flags = {
  ...engineFlags,
  'dry-run': {
    type: 'boolean',
    description: 'Only tell which calls, tokens and price are to be expected: nothing is sent, kept or paid',
  },
  'assume-reply-tokens': {
    type: 'integer',
    min: 1,
    default: 300,
    description: 'How long replies are taken to be when their tokens and price are told beforehand',
  },
  limit: { type: 'integer', min: 1, description: 'At most so many items of each experiment' },
  seeds: {
    type: 'integer',
    min: 1,
    description: 'How many seeds each arm is run with (default: as many as the experiment has)',
  },
  seed: { type: 'integer', default: 1, description: 'The first of the seeds' },
  jobs: { type: 'integer', min: 1, default: 4, description: 'Runs at the same time' },
  set: {
    type: 'string',
    hint: 'name=value',
    multiple: true,
    description:
      "A setting of the experiment's task as textgrad run takes it, such as cpu-seconds=2 or spacing=7",
  },
  ...modelFlags,
  ...workersFlags,
  'max-calls': { ...calls, description: 'Begin no call more after so many of this command' },
  'max-tokens': { ...tokens, description: 'Begin no call more after so many tokens of this command' },
  'max-dollars': { ...dollars, description: 'Begin no call more after so many dollars of this command' },
  'allow-unknown-price': unknown,
  out: { type: 'string', path: true, hint: 'file', description: 'Write a report as one HTML file' },
  result: {
    type: 'string',
    path: true,
    hint: 'file',
    description: 'Write figures, settings, runs and what was spent as one JSON file',
  },
  files: {
    type: 'string',
    path: true,
    hint: 'dir',
    description:
      'Write what comes out besides figures into this folder, such as final programs and molecules',
  },
  ...experimentFlags,
  ...storeFlags,
}
