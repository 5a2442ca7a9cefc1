import { mustCopy } from '../stores/windowRules.ts'

/**
 * Puts text on the clipboard; rejects where neither way works, or the policies forbid it. The desktop shell grants pages no
 * permission at all, so there the older way, which needs only the person's click or key, does it.
 */
export async function copyText(text: string): Promise<void> {
  mustCopy()
  try {
    await navigator.clipboard.writeText(text)
  } catch (error) {
    if (!copySelected(text)) throw error
  }
}

function copySelected(text: string): boolean {
  const before = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'visually-hidden'
  document.body.append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  if (before instanceof HTMLElement) before.focus()
  return done
}
