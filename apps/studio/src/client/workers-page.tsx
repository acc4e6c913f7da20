import { count } from '@textgrad/runs/views'
import { useEffect } from 'react'

import type { SentQueues } from '../model/queues.ts'
import { keyOf, QueueView } from './queue-view.tsx'
import { Plain } from './text.tsx'
import { useRepeatedly } from './use-repeatedly.ts'
import { WorkersTable } from './workers-table.tsx'

/** Milliseconds between two looks. */
const interval = 1000

/** What waits for workers, and who they are. */
export function WorkersPage() {
  const { answer, error } = useRepeatedly<SentQueues>('/workers', interval)
  useEffect(() => {
    document.title = 'Workers · textgrad studio'
  }, [])
  return (
    <>
      <h1>Workers</h1>
      {error !== undefined && <p className="remark">{error}</p>}
      {answer ? <Seen seen={answer} /> : <p className="quiet">{error === undefined && 'loading …'}</p>}
    </>
  )
}

function Seen({ seen }: { seen: SentQueues }) {
  const { queues, workers, more } = seen
  return (
    <>
      <State seen={seen} />
      <section aria-labelledby="queues">
        <h2 id="queues">What is wanted of them</h2>
        {queues.length === 0 ? (
          <p className="quiet">No run wants anything of workers, and no jobs lie there.</p>
        ) : (
          queues.map((one) => <QueueView key={keyOf(one)} queue={one} />)
        )}
      </section>
      <section aria-labelledby="workers">
        <h2 id="workers">{count(workers.length + more, 'worker')}</h2>
        {workers.length === 0 ? (
          <p className="quiet">
            One is started on each machine by <code>textgrad worker --redis</code> with the address above.
          </p>
        ) : (
          <WorkersTable workers={workers} isWanted={queues.length > 0} />
        )}
        {more > 0 && <p className="quiet">{count(more, 'more worker')}, not shown.</p>}
      </section>
    </>
  )
}

function State({ seen: { state, queue, address, at } }: { seen: SentQueues }) {
  const isGone = state === 'gone'
  return (
    <>
      <p className="status">
        <span role="status">
          <span className={`state ${isGone ? 'interrupted' : 'running'}`}>
            {isGone ? 'Redis is gone' : 'live'}
          </span>
        </span>
        <span className="quiet">
          <Plain text={`Queue ${queue} at ${address}`} />
        </span>
      </p>
      {isGone && (
        <p className="remark">
          Redis does not answer. What follows is as it was seen last, at{' '}
          {new Date(at).toLocaleTimeString('sv')}. Runs wait and go on when it is back, and so does this page.
        </p>
      )}
    </>
  )
}
