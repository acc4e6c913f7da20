import { colours, curveColours } from '@textgrad/runs/views'

type Theme = keyof typeof colours

/** Gives the page the colours of a report, as variables of its style. */
export function addColours(): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(
    `:root{${variables('light')}}@media (prefers-color-scheme:dark){:root{${variables('dark')}}}`,
  )
  document.adoptedStyleSheets.push(sheet)
}

function variables(theme: Theme): string {
  const named = Object.entries(colours[theme]).map(([name, value]) => `--${name}:${value};`)
  const curves = curveColours[theme].map((value, index) => `--c${index}:${value};`)
  return [...named, ...curves].join('')
}
