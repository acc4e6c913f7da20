import { html, trusted, type Html } from './html.ts'
import { style } from './style.ts'

/** Nothing is loaded and nothing runs, whatever a run may have written into its values. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

/** One HTML file, which needs no network and no script. */
export function page(title: string, content: Html): string {
  const whole = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        <style>
          ${trusted(style)}
        </style>
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html>`
  return `${whole.toString()}\n`
}
