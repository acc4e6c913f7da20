import type { Row } from '@textgrad/core'

import { factsList } from './facts.ts'
import { html } from './html.ts'
import { page } from './page.ts'
import { rowsTable } from './table.ts'

export interface TablesPage {
  readonly title: string
  /** The command that made it. */
  readonly kicker: string
  readonly facts: readonly (readonly [string, string])[]
  readonly tables: readonly {
    readonly title: string
    readonly columns: readonly string[]
    readonly rows: readonly Row[]
    /** A line below it. */
    readonly note?: string
  }[]
}

/** Tables as one HTML file, which needs no network and no script; the same tables give the same bytes. */
export function renderTables({ title, kicker, facts, tables }: TablesPage): string {
  return page(
    title,
    html`<header class="head">
        <p class="kicker">${kicker}</p>
        <h1>${title}</h1>
        ${factsList(facts)}
      </header>
      ${tables.map(
        ({ title: name, note, ...table }) =>
          html`<section>
            <h2>${name}</h2>
            ${rowsTable(table)} ${note !== undefined && html`<p class="quiet">${note}</p>`}
          </section>`,
      )}`,
  )
}
