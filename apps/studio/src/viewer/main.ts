import { createViewer, type GLViewer } from '3dmol'

import type { ShownStructure } from '../model/wire.ts'

/**
 * Draws a structure that it is sent, and says whether it could. It lives in a frame of its own that may run this program and
 * nothing else, and asks nobody for anything.
 */
let viewer: GLViewer | undefined

addEventListener('message', ({ source, data }: MessageEvent<ShownStructure>) => {
  // Opened alone it would be its own parent, and answer itself for ever.
  if (source !== parent || parent === window) return
  try {
    draw(data)
    parent.postMessage({ drawn: true }, '*')
  } catch (error) {
    parent.postMessage({ failed: error instanceof Error ? error.message : String(error) }, '*')
  }
})
parent.postMessage({ ready: true }, '*')

/** Degrees by which a key turns, about an axis, and how much nearer a key comes. */
const turns: Readonly<Record<string, readonly [angle: number, axis: 'x' | 'y']>> = {
  ArrowLeft: [-10, 'y'],
  ArrowRight: [10, 'y'],
  ArrowUp: [-10, 'x'],
  ArrowDown: [10, 'x'],
}
const nearer: Readonly<Record<string, number>> = { '+': 1.15, '=': 1.15, '-': 1 / 1.15 }

addEventListener('keydown', (event) => {
  if (!viewer || event.ctrlKey || event.metaKey || event.altKey) return
  const [turn, factor] = [turns[event.key], nearer[event.key]]
  if (turn) viewer.rotate(...turn)
  else if (factor !== undefined) viewer.zoom(factor)
  else return
  viewer.render()
  event.preventDefault()
})

function draw({ text, format, around, background }: ShownStructure): void {
  const place = document.querySelector<HTMLElement>('#view')!
  viewer ??= createViewer(place, { backgroundColor: background })
  if (!viewer) throw new Error('This browser draws nothing in three dimensions')
  viewer.removeAllModels()
  viewer.setBackgroundColor(background, 1)
  const model = viewer.addModel(text, format)
  if (model.selectedAtoms({}).length === 0) throw new Error('There are no atoms in it')
  viewer.setStyle({}, { stick: { radius: 0.22, ...(around && { colorscheme: 'greenCarbon' }) } })
  if (around) {
    const pocket = viewer.addModel(around.text, around.format)
    viewer.setStyle({ model: pocket.getID() }, { stick: { radius: 0.09, colorscheme: 'whiteCarbon' } })
  }
  viewer.zoomTo({ model: model.getID() })
  viewer.render()
}
