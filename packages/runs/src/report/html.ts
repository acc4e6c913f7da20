/** Markup that may stand in a page as it is. Only `html` and `trusted` make it. */
export class Html {
  readonly #markup: string

  constructor(markup: string) {
    this.#markup = markup
  }

  toString(): string {
    return this.#markup
  }
}

/** What can stand in a template: markup stays, text is escaped, nothing is left out. */
export type Slot = Html | string | number | false | null | undefined | readonly Slot[]

/** Markup from a template whose slots are escaped unless they are markup themselves. */
export function html(strings: TemplateStringsArray, ...slots: readonly Slot[]): Html {
  let markup = strings[0]!
  for (let i = 0; i < slots.length; i++) markup += render(slots[i]) + strings[i + 1]!
  return new Html(markup)
}

/** Marks text of our own, such as the style sheet, as markup. Never for what comes from a run. */
export function trusted(markup: string): Html {
  return new Html(markup)
}

function render(slot: Slot): string {
  if (slot === undefined || slot === null || slot === false) return ''
  if (typeof slot === 'string') return escape(slot)
  if (typeof slot === 'number' || slot instanceof Html) return String(slot)
  return slot.map(render).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

function escape(text: string): string {
  return visible(text).replaceAll(/[&<>"'`]/g, (character) => entities[character]!)
}

/**
 * Controls, formats (among them the bidirectional overrides), odd line ends and lone surrogates: what could
 * hide text or show it in another order. Tabs, line feeds and the joiners that scripts and emoji need stay.
 */
const hidden = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** The text with what can not be seen written out: `\u202e`. */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(hidden, (character) => {
    const code = character.codePointAt(0)!.toString(16)
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`
  })
}
