/** Modules of light around the code, as readers expect. */
const QUIET = 4

/** One path over all dark modules, so that the code is a single element. */
export function qrPath(modules: readonly (readonly boolean[])[]): string {
  const parts: string[] = []
  for (const [y, row] of modules.entries()) {
    let from: number | null = null
    for (let x = 0; x <= row.length; x++) {
      if (row[x]) from ??= x
      else if (from !== null) {
        parts.push(`M${from} ${y}h${x - from}v1h${from - x}z`)
        from = null
      }
    }
  }
  return parts.join('')
}

/** A QR code from its modules; dark on white in both themes, because readers want it so. */
export function QrCode({ modules, label }: { modules: readonly (readonly boolean[])[]; label: string }) {
  const size = modules.length + 2 * QUIET
  return (
    <svg
      viewBox={`${-QUIET} ${-QUIET} ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={qrPath(modules)} fill="#000000" />
    </svg>
  )
}
