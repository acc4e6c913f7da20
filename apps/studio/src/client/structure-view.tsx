import { count, visible } from '@textgrad/runs/views'
import { useEffect, useRef, useState } from 'react'

import type { ShownStructure, WireArtifact, WireShown } from '../model/wire.ts'
import { useAsked } from './ask.ts'
import { source } from './source.ts'
import { Text } from './text.tsx'

type Structure = Extract<WireShown['artifact'], { kind: 'structure' }>

interface Props {
  readonly structure: Structure
  readonly title: string
  /** What it is seen in, where it names that. */
  readonly around: WireArtifact | undefined
  /** Where artifacts are, by their numbers. */
  readonly address: string
  /** Where it is itself. */
  readonly own: string
}

/** A structure in three dimensions, in what it is seen in, and the files of both. */
export function StructureView({ structure, title, around, address, own }: Props) {
  return (
    <>
      {around ? (
        <WithAround {...{ structure, title, around }} address={`${address}/${around.number}`} />
      ) : (
        <Frame shown={structure} around={undefined} title={title} />
      )}
      <FileOf structure={structure} address={own} />
    </>
  )
}

interface WithAroundProps extends Pick<Props, 'structure' | 'title' | 'address'> {
  readonly around: WireArtifact
}

function WithAround({ structure, title, around, address }: WithAroundProps) {
  const { answer, error } = useAsked<WireShown>(address)
  if (error !== undefined) return <p className="remark">{error}</p>
  if (!answer) return <p className="quiet">loading …</p>
  const pocket = answer.artifact.kind === 'structure' ? answer.artifact : undefined
  return (
    <>
      <Frame shown={structure} around={pocket} title={title} />
      {pocket && <FileOf structure={pocket} address={address} title={around.title} />}
    </>
  )
}

/** The text of a structure, in the format of its file. */
function FileOf({
  structure: { format, text },
  address,
  title,
}: {
  structure: Structure
  address: string
  title?: string
}) {
  return (
    <details>
      <summary>
        {title !== undefined && `${visible(title)}: `}
        {format}, {count(text.length, 'character')}
      </summary>
      <Text text={text} address={address} style="record" />
    </details>
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
