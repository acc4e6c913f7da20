import type { MorePages } from '../model/queues.ts'
import { useAsked } from './ask.ts'
import { ComparePage } from './compare-page.tsx'
import { NewRunPage } from './new-run-page.tsx'
import { newAddress, runsAddress, usePlace, workersAddress, type Place } from './place.ts'
import { RunPage } from './run-page.tsx'
import { RunsPage } from './runs-page.tsx'
import { Shield } from './shield.tsx'
import { source } from './source.ts'
import { startOfPage, useArrival } from './use-arrival.ts'
import { WorkersPage } from './workers-page.tsx'

/** The studio: the list of runs, one of them, two beside each other, and who evaluates them. */
export function App() {
  const place = usePlace()
  const { answer: more } = useAsked<MorePages>('/pages')
  useArrival(pageOf(place))
  return (
    <>
      <header className="bar">
        <div id={startOfPage} role="group" aria-label={nameOf(place)} tabIndex={-1} />
        <a className="skip" href="#main" onClick={toMain}>
          Skip to content
        </a>
        <nav aria-label="Studio">
          <a className="brand" href={runsAddress}>
            textgrad studio
          </a>
          {source().canAct && (
            <a href={newAddress} aria-current={place.page === 'new' ? 'page' : undefined}>
              New run
            </a>
          )}
          {more?.workers && (
            <a href={workersAddress} aria-current={place.page === 'workers' ? 'page' : undefined}>
              Workers
            </a>
          )}
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        <Shield key={pageOf(place)}>
          <Page place={place} />
        </Shield>
      </main>
    </>
  )
}

/** What a person takes for one page: the steps of a run are all on its own. */
function pageOf(place: Place): string {
  if (place.page === 'run') return `run ${place.run}`
  return place.page === 'compare' ? `compare ${place.sides.map(({ run }) => run).join(' ')}` : place.page
}

const names = { runs: 'Runs', new: 'New run', compare: 'Compare', workers: 'Workers' } as const

function nameOf(place: Place): string {
  return place.page === 'run' ? `Run ${place.run}` : names[place.page]
}

function Page({ place }: { place: Place }) {
  switch (place.page) {
    case 'run': {
      const { run, step } = place
      return <RunPage key={run} id={run} {...(step !== undefined && { step })} />
    }
    case 'compare': {
      const { sides } = place
      return <ComparePage key={sides.map(({ run }) => run).join('/')} sides={sides} />
    }
    case 'new':
      return <NewRunPage />
    case 'workers':
      return <WorkersPage />
    default:
      return <RunsPage />
  }
}

/** The address belongs to places: focus goes without it. */
function toMain(event: { preventDefault(): void }): void {
  event.preventDefault()
  document.querySelector<HTMLElement>('#main')?.focus()
}
