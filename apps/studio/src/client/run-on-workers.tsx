import { count, figure } from '@textgrad/runs/views'

import type { MorePages, QueueLine, SentQueues } from '../model/queues.ts'
import { useAsked } from './ask.ts'
import { workersAddress } from './place.ts'
import { keyOf, sum, whyNobody } from './queue-view.tsx'
import { Plain } from './text.tsx'
import { useRepeatedly } from './use-repeatedly.ts'

/** Milliseconds between two looks. */
const interval = 2000

/** How far the evaluations of a run are, as long as workers make them. */
export function RunOnWorkers({ id }: { id: string }) {
  const { answer: more } = useAsked<MorePages>('/pages')
  return more?.workers ? <OnWorkers id={id} /> : null
}

function OnWorkers({ id }: { id: string }) {
  const { answer: seen } = useRepeatedly<SentQueues>('/workers', interval)
  const wanted = seen?.queues.filter(({ runs }) => runs.some(({ run }) => run === id)) ?? []
  if (!seen || wanted.length === 0) return null
  return (
    <section aria-label="Evaluations on workers">
      {wanted.map((queue) => (
        <p key={keyOf(queue)} className="quiet">
          <a href={workersAddress}>On workers</a>: <Plain text={wordsOf(queue, id)} />
        </p>
      ))}
      {seen.state === 'gone' && <p className="remark">Redis does not answer: the run waits for it.</p>}
    </section>
  )
}

function wordsOf({ runs, workers, whyNone }: QueueLine, id: string): string {
  const own = runs.filter(({ run }) => run === id)
  const [open, done] = [sum(own.map((run) => run.open)), sum(own.map((run) => run.done))]
  const taken =
    workers.length > 0
      ? `taken by ${count(workers.length, 'worker')}`
      : `no worker takes them: ${whyNobody(whyNone)}`
  return `${count(done, 'evaluation')} done, ${figure(open)} to come, ${taken}`
}
