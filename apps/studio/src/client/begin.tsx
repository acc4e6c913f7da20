import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { App } from './app.tsx'
import { addColours } from './colours.ts'

/** Shows the pages. */
export function begin(): void {
  addColours()
  createRoot(document.querySelector('#app')!).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
