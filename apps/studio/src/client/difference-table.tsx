import { Plain } from './text.tsx'

interface DifferenceRow {
  readonly name: string
  readonly before: string
  readonly after: string
  readonly change: string
}

interface Props {
  readonly name: string
  readonly rows: readonly DifferenceRow[]
  readonly isShort: boolean
}

/** Figures of A and B with what lies between them. */
export function DifferenceTable({ name, rows, isShort }: Props) {
  const shown = isShort ? rows.filter(({ before, after }) => before !== after) : rows
  if (shown.length === 0) return <p className="quiet">The same in both.</p>
  return (
    <div className="scroll metrics" role="region" aria-label={name} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{name}</th>
            <th scope="col" className="number">
              A
            </th>
            <th scope="col" className="number">
              B
            </th>
            <th scope="col" className="number">
              Change
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ name: row, before, after, change }, place) => (
            <tr key={place}>
              <th scope="row">
                <Plain text={row} />
              </th>
              <td className="number">{before}</td>
              <td className="number">{after}</td>
              <td className="number">{change}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
