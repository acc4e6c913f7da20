import { visible } from '@textgrad/runs/views'

import type { WireArtifact, WireShown } from '../model/wire.ts'
import { useAsked } from './ask.ts'
import { CurvesPlot } from './curves-plot.tsx'
import { GridMap } from './grid-map.tsx'
import { Picture } from './picture.tsx'
import { RowsTable } from './rows-table.tsx'
import { Shield } from './shield.tsx'
import { StructureView } from './structure-view.tsx'
import { Text } from './text.tsx'
import { Together } from './together.tsx'

/** What there is to look at of one candidate. */
export interface Shown {
  readonly artifacts: readonly WireArtifact[]
  /** Where each of them is, by its number. */
  readonly address: string
}

interface ArtifactsProps extends Shown {
  /** What it is shown beside, each by the same name. */
  readonly before?: Shown | undefined
  /** What the two are called. */
  readonly names?: Names
}

interface Names {
  readonly before: string
  readonly after: string
}

const usual: Names = { before: 'Before', after: 'After' }

/** What a domain shows: pictures, plots, tables and structures, each in its own way. */
export function ArtifactsView({ artifacts, address, before, names = usual }: ArtifactsProps) {
  // What another one is seen in is shown with that.
  const own = artifacts.filter((one) => !artifacts.some((other) => isAround(one, other)))
  return (
    <div className={`artifacts ${before ? 'two' : ''}`}>
      {own.map((artifact) => {
        const old = before?.artifacts.find(
          ({ name, kind }) => name === artifact.name && kind === artifact.kind,
        )
        return (
          <Together key={artifact.number}>
            {old && (
              <Figure
                artifact={old}
                of={before!}
                pair={{ when: 'before', name: names.before, other: pathOf(artifact, address) }}
              />
            )}
            <Figure
              artifact={artifact}
              of={{ artifacts, address }}
              pair={old && { when: 'after', name: names.after, other: pathOf(old, before!.address) }}
            />
          </Together>
        )
      })}
    </div>
  )
}

/** Whether one structure is what another is seen in. */
function isAround(one: WireArtifact, other: WireArtifact): boolean {
  return one.kind === 'structure' && one !== other && other.around === one.name
}

interface FigureProps {
  readonly artifact: WireArtifact
  /** All of its candidate. */
  readonly of: Shown
  /** Where it is one of two that are compared: which, and the address of the other. */
  readonly pair:
    | { readonly when: 'before' | 'after'; readonly name: string; readonly other: string }
    | undefined
}

const pathOf = ({ number }: WireArtifact, address: string): string => `${address}/${number}`

function Figure({ artifact, of, pair }: FigureProps) {
  const { kind, title } = artifact
  const room = pair?.when ?? (kind === 'table' || kind === 'text' ? 'broad' : '')
  return (
    <figure className={`artifact ${room}`}>
      <figcaption>
        {pair && `${pair.name}: `}
        {visible(title)}
      </figcaption>
      <Shield>
        <Content artifact={artifact} of={of} other={pair?.other} />
      </Shield>
    </figure>
  )
}

interface ContentProps extends Pick<FigureProps, 'artifact' | 'of'> {
  /** The address of the one that it is compared with. */
  readonly other: string | undefined
}

function Content(props: ContentProps) {
  const { artifact, of } = props
  const own = pathOf(artifact, of.address)
  if (artifact.kind === 'svg') return <Picture path={`${own}/picture`} alt={visible(artifact.title)} />
  return <Fetched {...props} own={own} />
}

function Fetched({ artifact: told, of, own, other = own }: ContentProps & { readonly own: string }) {
  const title = visible(told.title)
  const { answer, error } = useAsked<WireShown>(own)
  const beside = useAsked<WireShown>(other).answer?.artifact
  if (error !== undefined) return <p className="remark">{error}</p>
  if (!answer) return <p className="quiet">loading …</p>
  const { artifact } = answer
  switch (artifact.kind) {
    case 'curves':
      return <CurvesPlot curves={artifact} title={title} beside={only(beside, 'curves')} />
    case 'grid':
      return <GridMap grid={artifact} title={title} beside={only(beside, 'grid')} />
    case 'table':
      return <RowsTable table={artifact} title={title} />
    case 'text':
      return <Text text={artifact.text} address={own} style="code" />
    case 'structure': {
      const around = of.artifacts.find((one) => isAround(one, told))
      return <StructureView {...{ structure: artifact, title, around, address: of.address, own }} />
    }
    default:
      return <p className="quiet">This kind can not be shown here.</p>
  }
}

type Held = WireShown['artifact']

function only<Kind extends Held['kind']>(
  held: Held | undefined,
  kind: Kind,
): Extract<Held, { kind: Kind }> | undefined {
  return held?.kind === kind ? (held as Extract<Held, { kind: Kind }>) : undefined
}
