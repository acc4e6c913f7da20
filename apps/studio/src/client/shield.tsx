import { Component, type ReactNode } from 'react'

import { Plain } from './text.tsx'

interface Props {
  readonly children: ReactNode
}

/** What can not be drawn says so in its place, and leaves the rest of the page as it is. */
export class Shield extends Component<Props, { readonly problem?: string }> {
  override state: { readonly problem?: string } = {}

  static getDerivedStateFromError(error: unknown): { problem: string } {
    return { problem: error instanceof Error ? error.message : String(error) }
  }

  override render(): ReactNode {
    const { problem } = this.state
    if (problem === undefined) return this.props.children
    return (
      <p className="remark">
        This can not be shown: <Plain text={problem} />
      </p>
    )
  }
}
