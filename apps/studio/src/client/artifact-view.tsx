import { count, visible } from '@textgrad/runs/views'

import type { WireArtifact, WireShown } from '../model/wire.ts'
import { useAsked } from './ask.ts'
import { CurvesPlot } from './curves-plot.tsx'
import { GridMap } from './grid-map.tsx'
import { Picture } from './picture.tsx'
import { RowsTable } from './rows-table.tsx'
import { Shield } from './shield.tsx'
import { StructureView } from './structure-view.tsx'
import { Text } from './text.tsx'

/** What a domain shows: pictures, plots, tables and structures, each in its own way. */
export function ArtifactsView({ artifacts, address }: ArtifactsProps) {
  return (
    <div className="artifacts">
      {artifacts.map((artifact) => (
        <figure key={artifact.number} className={`artifact ${artifact.kind === 'table' ? 'broad' : ''}`}>
          <figcaption>{visible(artifact.title)}</figcaption>
          <Shield>
            <Content artifact={artifact} all={artifacts} address={address} />
          </Shield>
        </figure>
      ))}
    </div>
  )
}

interface ArtifactsProps {
  readonly artifacts: readonly WireArtifact[]
  /** Where each of them is, by its number. */
  readonly address: string
}

interface ContentProps {
  readonly artifact: WireArtifact
  /** All of the candidate. */
  readonly all: readonly WireArtifact[]
  readonly address: string
}

function Content({ artifact, all, address }: ContentProps) {
  const own = `${address}/${artifact.number}`
  if (artifact.kind === 'svg') return <Picture path={`${own}/picture`} alt={visible(artifact.title)} />
  return <Fetched {...{ artifact, all, address, own }} />
}

function Fetched({ artifact: of, all, address, own }: ContentProps & { readonly own: string }) {
  const title = visible(of.title)
  const { answer, error } = useAsked<WireShown>(own)
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
      return <Text text={artifact.text} address={own} />
    case 'structure':
      return (
        <>
          {/* What another one is seen in is drawn with that. */}
          {!all.some(({ around }) => around === of.name) && (
            <StructureView
              structure={artifact}
              title={title}
              around={all.find(({ name }) => name === of.around)}
              address={address}
            />
          )}
          <details>
            <summary>
              {artifact.format}, {count(artifact.text.length, 'character')}
            </summary>
            <Text text={artifact.text} address={own} />
          </details>
        </>
      )
    default:
      return <p className="quiet">This kind can not be shown here.</p>
  }
}
