import { useEffect, useRef, useState } from 'react'

import type { ShownStructure, WireArtifact, WireShown } from '../model/wire.ts'
import { useAsked } from './ask.ts'
import { source } from './source.ts'

type Structure = Extract<WireShown['artifact'], { kind: 'structure' }>

interface Props {
  readonly structure: Structure
  readonly title: string
  /** What it is seen in, where it names that. */
  readonly around: WireArtifact | undefined
  /** Where artifacts are, by their numbers. */
  readonly address: string
}

/** A structure in three dimensions, in what it is seen in. */
export function StructureView({ structure, title, around, address }: Props) {
  if (!around) return <Frame shown={structure} around={undefined} title={title} />
  return <WithAround {...{ structure, title }} address={`${address}/${around.number}`} />
}

function WithAround({ structure, title, address }: Pick<Props, 'structure' | 'title' | 'address'>) {
  const { answer, error } = useAsked<WireShown>(address)
  if (error !== undefined) return <p className="remark">{error}</p>
  if (!answer) return <p className="quiet">loading …</p>
  const { artifact } = answer
  return (
    <Frame shown={structure} around={artifact.kind === 'structure' ? artifact : undefined} title={title} />
  )
}

type Told = { readonly ready?: true; readonly drawn?: true; readonly failed?: unknown }

type Part = Pick<ShownStructure, 'text' | 'format'>

interface FrameProps {
  readonly shown: Part
  readonly around: Part | undefined
  readonly title: string
}

/**
 * The library that draws it evaluates code, so it lives in a frame without an origin, with a policy of its own and no
 * connections, and is told what to draw.
 */
function Frame({ shown, around, title }: FrameProps) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [state, setState] = useState<string>('loading')
  useEffect(() => {
    const take = ({ source: from, data }: MessageEvent<Told>): void => {
      const view = frame.current?.contentWindow
      if (!view || from !== view) return
      // A frame without an origin can not be named by one.
      if (data.ready) view.postMessage(messageOf(shown, around), '*')
      else if (data.drawn) setState('drawn')
      else setState(typeof data.failed === 'string' ? data.failed.slice(0, 300) : 'It could not be drawn')
    }
    window.addEventListener('message', take)
    return () => window.removeEventListener('message', take)
  }, [shown, around])
  return (
    <>
      <iframe
        ref={frame}
        className="structure"
        title={title}
        {...source().structures}
        sandbox="allow-scripts"
        data-state={state}
        loading="lazy"
      />
      {state !== 'loading' && state !== 'drawn' && <p className="remark">{state}</p>}
      {state === 'drawn' && (
        <p className="quiet hint">
          Drag it or use arrow keys to turn it; scroll, or <kbd>+</kbd> and <kbd>−</kbd>, to come nearer.
        </p>
      )}
    </>
  )
}

function messageOf({ text, format }: Part, around: Part | undefined): ShownStructure {
  const background = getComputedStyle(document.documentElement).getPropertyValue('--card').trim() || '#ffffff'
  return { text, format, background, ...(around && { around: { text: around.text, format: around.format } }) }
}
