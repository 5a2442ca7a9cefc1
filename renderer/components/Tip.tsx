import { cloneElement, type ReactElement } from 'react'

/** An element that can carry what the tip says; the layer of tips finds it. */
interface Tipped {
  'data-tip'?: string
}

/** Words shown beside a control while it is pointed at or has the keyboard. One layer shows them all: `TipLayer`. */
export function Tip({ label, children }: { label: string; children: ReactElement<Tipped> }) {
  return cloneElement(children, { 'data-tip': label })
}
