import { dollars, figure, purposes } from '@textgrad/runs/views'

import { useOf, type Use, type Used } from '../model/used.ts'
import { known } from './figures.ts'

/** What the models were asked for each purpose: calls, tokens and cost, with what they come to. */
export function UseTable({ used }: { used: Used }) {
  const rows = purposes.flatMap((purpose) => {
    const use = used.byPurpose[purpose]
    return use ? [{ purpose, use }] : []
  })
  if (rows.length === 0) return null
  return (
    <details className="use">
      <summary>Calls, tokens and cost by purpose</summary>
      <div className="scroll" role="region" aria-label="Calls, tokens and cost by purpose" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Purpose</th>
              {['Calls', 'Tokens in', 'Tokens out', 'Cost'].map((name) => (
                <th key={name} scope="col" className="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ purpose, use }) => (
              <Line key={purpose} name={purpose} use={use} />
            ))}
            {rows.length > 1 && <Line name="in all" use={useOf(used)} />}
          </tbody>
        </table>
      </div>
    </details>
  )
}

function Line({ name, use }: { name: string; use: Use }) {
  const { calls, unknownTokens, unknownDollars } = use
  const figures = [
    figure(calls),
    known(calls, unknownTokens, figure(use.inputTokens)).value,
    known(calls, unknownTokens, figure(use.outputTokens)).value,
    known(calls, unknownDollars, dollars(use.dollars)).value,
  ]
  return (
    <tr>
      <th scope="row">{name}</th>
      {figures.map((value, place) => (
        <td key={place} className="number">
          {value}
        </td>
      ))}
    </tr>
  )
}
