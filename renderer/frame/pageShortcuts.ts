import { pages } from '../pages/registry.tsx'
import { useShortcuts } from '../stores/shortcuts.ts'

/** Tells the shortcuts which letter goes to which page; called once, before anything is drawn. */
export function registerPageShortcuts(): void {
  useShortcuts.setState({
    pages: pages.flatMap(({ id, label, letter }) =>
      letter === null
        ? []
        : [{ id: `page.${id}`, area: 'pages' as const, keys: `G ${letter.toUpperCase()}`, label }],
    ),
  })
}
