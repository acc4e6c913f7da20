import { count, visible } from '@textgrad/runs/views'

import type { WireArtifact, WireShown } from '../model/wire.ts'
import { useAsked } from './ask.ts'
import { CurvesPlot } from './curves-plot.tsx'
import { GridMap } from './grid-map.tsx'
import { RowsTable } from './rows-table.tsx'
import { Text } from './text.tsx'

/** What a domain shows of a candidate. */
export function ArtifactsView({
  artifacts,
  address,
}: {
  artifacts: readonly WireArtifact[]
  address: string
}) {
  if (artifacts.length === 0) return null
  return (
    <section className="part" aria-labelledby="shown">
      <h3 id="shown">Pictures and tables</h3>
      <div className="artifacts">
        {artifacts.map((artifact) => (
          <figure key={artifact.number} className={`artifact ${artifact.kind === 'table' ? 'broad' : ''}`}>
            <figcaption>{visible(artifact.title)}</figcaption>
            <Content artifact={artifact} address={`${address}/events/${artifact.number}`} />
          </figure>
        ))}
      </div>
    </section>
  )
}

/** A picture is an image: there no script of it runs, and nothing that it names is loaded. */
function Content({ artifact, address }: { artifact: WireArtifact; address: string }) {
  if (artifact.kind === 'svg') return <img src={`./api${address}/picture`} alt={visible(artifact.title)} />
  return <Fetched title={visible(artifact.title)} address={address} />
}

function Fetched({ title, address }: { title: string; address: string }) {
  const { answer, error } = useAsked<WireShown>(address)
  if (error !== undefined) return <p className="remark">{error}</p>
  if (!answer) return <p className="quiet">loading …</p>
  const { artifact } = answer
  switch (artifact.kind) {
    case 'curves':
      return <CurvesPlot curves={artifact} title={title} />
    case 'grid':
      return <GridMap grid={artifact} title={title} />
    case 'table':
      return <RowsTable table={artifact} title={title} />
    case 'text':
      return <Text text={artifact.text} address={address} />
    case 'structure':
      return (
        <details>
          <summary>
            {artifact.format}, {count(artifact.text.length, 'character')}
          </summary>
          <Text text={artifact.text} address={address} />
        </details>
      )
    default:
      return <p className="quiet">This kind can not be shown here.</p>
  }
}
