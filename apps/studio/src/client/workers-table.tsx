import { figure } from '@textgrad/runs/views'

import type { WorkerLine } from '../model/queues.ts'
import { needWords } from './queue-view.tsx'
import { Plain } from './text.tsx'

const figures = [
  ['At once', 'concurrency'],
  ['Running', 'running'],
  ['Done', 'done'],
  ['Left to others', 'over'],
  ['Refused', 'refused'],
] as const

/** Who works, with what they have and did. */
export function WorkersTable({ workers, isWanted }: { workers: readonly WorkerLine[]; isWanted: boolean }) {
  return (
    <div className="scroll" role="region" aria-label="Table of workers" tabIndex={0}>
      <table className="workers">
        <thead>
          <tr>
            <th scope="col">Host</th>
            <th scope="col">Takes jobs</th>
            {figures.map(([name]) => (
              <th key={name} scope="col" className="number">
                {name}
              </th>
            ))}
            <th scope="col">Has</th>
            <th scope="col">Version</th>
            <th scope="col">Tasks</th>
          </tr>
        </thead>
        <tbody>
          {workers.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <Plain text={one.host} />
              </th>
              <td>{takesWords(one, isWanted)}</td>
              {figures.map(([name, key]) => (
                <td key={name} className="number">
                  {figure(one[key])}
                </td>
              ))}
              <td className="nowrap">
                <Plain text={needWords(one.has).join(', ')} />
              </td>
              <td>
                <Plain text={one.version ?? 'any'} />
              </td>
              <td>
                <Plain text={one.tasks.join(', ')} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function takesWords({ takes }: WorkerLine, isWanted: boolean): string {
  if (takes > 0) return 'yes'
  return isWanted ? 'none of these' : 'none is wanted'
}
