import type { QueuesSeen } from './model/queues.ts'

const worker = { concurrency: 2, running: 2, done: 27, over: 1, refused: 0, takes: 1 }

/** Queues at work, with words from outside that are `text`, and everything wrong that can be. */
export function seenQueues(text = 'alpha'): QueuesSeen {
  return {
    state: 'there',
    address: 'redis://127.0.0.1:6379',
    queue: 'textgrad',
    at: 1_770_000_000_000,
    queues: [
      {
        task: text === 'alpha' ? 'molecules' : text,
        version: '0.0.0',
        needs: {},
        waiting: 14,
        active: 4,
        refused: 0,
        reasons: [],
        left: 0,
        runs: [{ host: text, run: `run-of-${text}`, open: 28, held: 10, done: 52 }],
        workers: [
          { host: text, atOnce: 2 },
          { host: 'beta', atOnce: 2 },
        ],
        whyNone: '',
      },
      {
        task: 'molecules',
        version: '0.0.0',
        needs: { cores: 4, memory: 8, gpu: text },
        waiting: 3,
        active: 0,
        refused: 2,
        reasons: [
          `The job does not fit its schema: ${text}`,
          'The key of the job is not the hash of its content',
        ],
        left: 3,
        runs: [],
        workers: [],
        whyNone: `2 without the GPU ${text}`,
      },
    ],
    workers: [
      {
        ...worker,
        id: '1',
        host: text,
        tasks: [text, 'molecules-score'],
        version: text,
        has: { cores: 2, gpu: text },
      },
      { ...worker, id: '2', host: 'beta', tasks: ['molecules'], has: { cores: 2, memory: 15.6 }, takes: 0 },
    ],
  }
}
