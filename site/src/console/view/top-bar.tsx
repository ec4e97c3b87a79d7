import type { ReactNode } from 'react'

export function TopBar({ children }: { readonly children?: ReactNode }) {
  return (
    <header className="top">
      <a className="brand" href="/">
        <img src="/favicon.svg" width="28" height="28" alt="" />
        Nearside
      </a>
      <span className="top-place">Console</span>
      {children}
    </header>
  )
}
