import { addressOf, usePlace } from './place.ts'
import { RunPage } from './run-page.tsx'
import { RunsPage } from './runs-page.tsx'

/** The studio: the list of runs, or one of them. */
export function App() {
  const { run, step } = usePlace()
  return (
    <>
      <a className="skip" href="#main" onClick={toMain}>
        Skip to content
      </a>
      <header className="bar">
        <nav aria-label="Studio">
          <a className="brand" href={addressOf({})}>
            textgrad studio
          </a>
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        {run === undefined ? (
          <RunsPage />
        ) : (
          <RunPage key={run} id={run} {...(step !== undefined && { step })} />
        )}
      </main>
    </>
  )
}

/** The address belongs to places: focus goes without it. */
function toMain(event: { preventDefault(): void }): void {
  event.preventDefault()
  document.querySelector<HTMLElement>('#main')?.focus()
}
