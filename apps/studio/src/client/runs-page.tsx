import { count, difference, figure, firstWords, instant } from '@textgrad/runs/views'
import { useEffect, useState } from 'react'

import type { RunLine, RunList } from '../model/wire.ts'
import { useAsked } from './ask.ts'
import { Button } from './button.tsx'
import { costOf, statusWords } from './figures.ts'
import { addressOf, compareAddress, go } from './place.ts'
import { Plain } from './text.tsx'
import { useTicks } from './use-ticks.ts'

/** Milliseconds after which the list is asked for again. */
const interval = 2000
const page = 50

/** All runs of the store, the newest first. */
export function RunsPage() {
  const [from, setFrom] = useState(0)
  const version = useTicks(interval)
  const { answer, error } = useAsked<RunList>(`/runs?from=${from}&limit=${page}`, version)
  useEffect(() => {
    document.title = 'Runs · textgrad studio'
  }, [])
  return (
    <>
      <h1>Runs</h1>
      {error !== undefined && <p className="remark">{error}</p>}
      {answer && (
        <p className="quiet">
          {answer.total === 0 ? 'No runs are kept here yet.' : count(answer.total, 'run')}
        </p>
      )}
      {answer && answer.runs.length > 0 && <RunTable runs={answer.runs} />}
      {answer && answer.total > page && (
        <p className="pager">
          <Button isOff={from === 0} onClick={() => setFrom(from - page)}>
            Newer
          </Button>
          <span>
            {from + 1} to {Math.min(from + page, answer.total)}
          </span>
          <Button isOff={from + page >= answer.total} onClick={() => setFrom(from + page)}>
            Older
          </Button>
        </p>
      )}
    </>
  )
}

function RunTable({ runs }: { runs: readonly RunLine[] }) {
  const [chosen, setChosen] = useState<readonly string[]>([])
  const choose = (id: string): void =>
    setChosen((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before, id]))
  // In the order in which they began: the later one is what the earlier one became.
  const [a, b, ...more] = chosen.toSorted()
  const canCompare = a !== undefined && b !== undefined && more.length === 0
  return (
    <>
      <p className="pager">
        <Button isOff={!canCompare} onClick={() => canCompare && go(compareAddress({ run: a }, { run: b }))}>
          Compare
        </Button>
        <span className="quiet">{canCompare ? `${a} and ${b}` : 'Choose two runs to compare them'}</span>
      </p>
      <RunRows runs={runs} chosen={chosen} choose={choose} />
    </>
  )
}

interface RowsProps {
  readonly runs: readonly RunLine[]
  readonly chosen: readonly string[]
  readonly choose: (id: string) => void
}

function RunRows({ runs, chosen, choose }: RowsProps) {
  return (
    <div className="scroll" role="region" aria-label="Table of runs" tabIndex={0}>
      <table className="runs">
        <thead>
          <tr>
            <th scope="col">
              <span className="hidden">Chosen</span>
            </th>
            <th scope="col">Run</th>
            <th scope="col">Task</th>
            <th scope="col">State</th>
            <th scope="col" className="number">
              Steps
            </th>
            <th scope="col" className="number">
              Start
            </th>
            <th scope="col" className="number">
              Best
            </th>
            <th scope="col" className="number">
              Change
            </th>
            <th scope="col" className="number">
              Cost
            </th>
            <th scope="col">Began</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} isChosen={chosen.includes(run.id)} choose={choose} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface RowProps {
  readonly run: RunLine
  readonly isChosen: boolean
  readonly choose: (id: string) => void
}

function RunRow({ run, isChosen, choose }: RowProps) {
  return (
    <tr>
      <td className="choice">
        <input
          type="checkbox"
          aria-label={`Compare ${run.id}`}
          checked={isChosen}
          onChange={() => choose(run.id)}
        />
      </td>
      <th scope="row">
        <a href={addressOf({ run: run.id })}>{run.id}</a>
      </th>
      <td>
        <Plain text={firstWords(run.task, 80)} />
      </td>
      <td>
        <span className={`state ${run.status}`}>{statusWords(run.status)}</span>
      </td>
      <td className="number">{figure(run.steps)}</td>
      <td className="number">{figure(run.baseline)}</td>
      <td className="number">{figure(run.best)}</td>
      <td className="number">
        {run.baseline !== null && run.best !== null && difference(run.baseline, run.best)}
      </td>
      <td className="number">{costOf(run)}</td>
      <td className="nowrap">{instant(run.started)}</td>
    </tr>
  )
}
