/** A page of pictures, one row a page of the window, one picture a state, with what was found. */
export function sheet(
  pages: readonly { name: string }[],
  states: readonly { name: string }[],
  found: ReadonlyMap<string, readonly string[]>,
): string {
  const cell = (page: string, state: string) => {
    const faults = found.get(`${page} ${state}`) ?? []
    const words = faults.map(fault => `<li>${escaped(fault)}</li>`).join('')
    return `<figure><figcaption>${state}${faults.length > 0 ? ` — ${faults.length}` : ''}</figcaption><a href="${page}-${state}.png"><img src="${page}-${state}.png" alt=""></a><ul>${words}</ul></figure>`
  }
  const rows = pages.map(
    ({ name }) =>
      `<section id="${name}"><h2>${name}</h2><div>${states.map(state => cell(name, state.name)).join('')}</div></section>`,
  )
  return `<!doctype html><meta charset="utf-8"><title>States</title><style>
body { background: #15181d; color: #e6e9ee; font: 13px system-ui; margin: 16px }
section > div { display: flex; flex-wrap: wrap; gap: 12px }
figure { margin: 0; inline-size: 630px } img { inline-size: 100%; border: 1px solid #444 }
ul { color: #ffb29b; margin: 0; padding-inline-start: 16px }
</style>${rows.join('')}`
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
