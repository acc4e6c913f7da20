import { hashOf, inline } from './alone.ts'

const style =
  'html,body,#view{margin:0;width:100%;height:100%;overflow:hidden}#view{position:absolute;inset:0}' +
  '#view:focus-visible::after{content:"";position:absolute;inset:0;z-index:1;border:3px solid Highlight;pointer-events:none}#view{outline:none}'

export interface StructurePage {
  readonly html: string
  /** Lets its script run, as a source of a policy. */
  readonly hash: string
  /** What it may do: run its own script, and ask nobody for anything. */
  readonly policy: string
}

/** The page in which structures are drawn: it stands in a frame without an origin and is told what to draw. */
export function structurePage(viewer: string): StructurePage {
  const script = inline(viewer)
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Structure</title><style>${style}</style></head><body><div id="view" tabindex="0" role="application" aria-label="Structure: arrow keys turn it, plus and minus bring it nearer and farther"></div><script>${script}</script></body></html>`
  const hash = hashOf(script)
  const policy = [
    "default-src 'none'",
    `script-src ${hash}`,
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    'sandbox allow-scripts',
  ].join('; ')
  return { html, hash, policy }
}
