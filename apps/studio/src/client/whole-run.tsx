import { useState } from 'react'

import type { RunViews } from '../model/wire.ts'
import { ArtifactsView } from './artifact-view.tsx'
import { useAsked } from './ask.ts'

/** What a domain shows of a run as a whole; it is made when it is opened. */
export function WholeRun({ address, version }: { address: string; version: number }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="part" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Pictures and tables of the run as a whole</summary>
      {isOpen && <Opened address={`${address}/views`} version={version} />}
    </details>
  )
}

function Opened({ address, version }: { address: string; version: number }) {
  const { answer, error } = useAsked<RunViews>(address, version)
  if (error !== undefined) return <p className="remark">{error}</p>
  if (!answer) return <p className="quiet">loading …</p>
  if (answer.artifacts.length === 0) return <p className="quiet">Its task shows nothing of it as a whole.</p>
  return <ArtifactsView artifacts={answer.artifacts} address={address} />
}
