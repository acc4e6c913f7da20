import { count, dollars, engineFor, figure } from '@textgrad/runs/views'
import { useId, useState } from 'react'

import type { WireCall, WireMessages } from '../model/wire.ts'
import { useAsked } from './ask.ts'
import { Plain, Text } from './text.tsx'

interface Props {
  readonly calls: readonly WireCall[]
  readonly address: string
  /** Which these are, in words. */
  readonly name?: string
}

/** The calls of a step; the prompt and the reply of one are asked for when it is opened. */
export function CallsTable({ calls, address, name = '' }: Props) {
  const id = useId()
  const [open, setOpen] = useState<number>()
  if (calls.length === 0) return null
  return (
    <section className="part" aria-labelledby={id}>
      <h3 id={id}>
        {count(calls.length, 'call')} {name}
      </h3>
      <div className="scroll" role="region" aria-label={`Calls ${name}`.trim()} tabIndex={0}>
        <table className="calls">
          <thead>
            <tr>
              <th scope="col">Purpose</th>
              <th scope="col">Messages</th>
              <th scope="col">Engine</th>
              <th scope="col" className="number">
                Tokens in
              </th>
              <th scope="col" className="number">
                Out
              </th>
              <th scope="col" className="number">
                Cost
              </th>
              <th scope="col">Ended</th>
            </tr>
          </thead>
          <tbody>
            {calls.map((call) => (
              <tr key={call.number}>
                <th scope="row">{call.purpose}</th>
                <td>
                  <button
                    type="button"
                    aria-expanded={open === call.number}
                    onClick={() => setOpen(open === call.number ? undefined : call.number)}
                  >
                    {open === call.number ? 'Close' : 'Open'}
                  </button>
                </td>
                <td>
                  <Plain text={engineFor(call.engine, call.purpose)} />
                </td>
                <td className="number">{call.byRules ? 'none' : figure(call.inputTokens)}</td>
                <td className="number">{call.byRules ? 'none' : figure(call.outputTokens)}</td>
                <td className="number">{costOf(call)}</td>
                <td>{call.cached ? 'from the cache' : endWords[call.finish]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {open !== undefined && <Messages key={open} address={`${address}/events/${open}`} />}
    </section>
  )
}

const endWords = { stop: 'whole', length: 'cut at the limit', refused: 'refused' } as const

function costOf({ byRules, dollars: price }: WireCall): string {
  if (byRules) return 'none'
  return price === null ? 'unknown' : dollars(price)
}

function Messages({ address }: { address: string }) {
  const { answer, error } = useAsked<WireMessages>(address)
  if (error !== undefined) return <p className="remark">{error}</p>
  if (!answer) return <p className="quiet">loading …</p>
  return (
    <div className="messages">
      {answer.messages.map(({ role, text }, place) => (
        <div key={place}>
          <h4>{role}</h4>
          <Text text={text} address={address} />
        </div>
      ))}
      <h4>reply</h4>
      <Text text={answer.reply} address={address} />
    </div>
  )
}
