import type { WireText } from '../model/wire.ts'
import { useWholeText } from './ask.ts'
import { Change } from './change.tsx'
import { sizeOf, Text } from './text.tsx'

/** Texts with more characters than this, both together, are not compared. */
const comparable = 20_000_000

interface Props {
  readonly before: WireText
  readonly after: WireText
  /** The addresses of the events that tell them. */
  readonly from: string
  readonly own: string
  /** Whether a value that stayed is only named. */
  readonly isShort?: boolean
  readonly words?: { readonly same: string; readonly changed: string }
  /** The heading of what stands there (default: h4). */
  readonly heading?: 'h3' | 'h4'
}

/** Two values, and what changed between them. */
export function Compared(props: Props) {
  const { before, after, own, heading: Heading = 'h4' } = props
  if (sizeOf(before) + sizeOf(after) > comparable) {
    return (
      <>
        <Heading>The new value, too long to be compared</Heading>
        <Text text={after} address={own} />
      </>
    )
  }
  if (typeof before === 'string' && typeof after === 'string')
    return <Whole {...props} {...{ before, after }} />
  return <Long {...props} />
}

/** Long values are asked for as a whole before they are compared. */
function Long(props: Props) {
  const old = useWholeText(props.before, props.from)
  const now = useWholeText(props.after, props.own)
  const error = old.error ?? now.error
  if (error !== undefined) return <p className="remark">{error}</p>
  if (old.text === undefined || now.text === undefined) return <p className="quiet">loading …</p>
  return <Whole {...props} before={old.text} after={now.text} />
}

const ownWords = { same: 'The value stayed as it was', changed: 'What changed' } as const

function Whole({
  before,
  after,
  own,
  isShort = false,
  words = ownWords,
  heading: Heading = 'h4',
}: Props & { readonly before: string; readonly after: string }) {
  if (before !== after) {
    return (
      <>
        <Heading>{words.changed}</Heading>
        <Change before={before} after={after} />
      </>
    )
  }
  return (
    <>
      <Heading>{words.same}</Heading>
      {!isShort && <Text text={after} address={own} />}
    </>
  )
}
