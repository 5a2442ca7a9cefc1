import { t } from '../words/index.ts'

const mac = /^mac/i.test(navigator.platform)
const arrows: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' }

/** One key in the words of its keyboard: `Ctrl`, `⌘`, `↑`, `K`. */
function word(key: string): string {
  switch (key) {
    case 'Mod':
      return mac ? '⌘' : t('palette.keys.Mod')
    case 'Shift':
      return mac ? '⇧' : t('palette.keys.Shift')
    case 'Alt':
      return mac ? '⌥' : t('palette.keys.Alt')
    case 'Space':
    case 'Enter':
    case 'Escape':
    case 'Home':
    case 'End':
    case 'Delete':
      return t(`palette.keys.${key}`)
    default:
      return arrows[key] ?? key
  }
}

/** The strokes of some keys, each as the words of the keys pressed together: `[['Ctrl', 'K']]`. */
export const strokeWords = (keys: string): string[][] =>
  keys.split(' ').map(stroke => (stroke === '+' ? ['+'] : stroke.split('+').map(word)))

/** Keys as one text: `Ctrl+K`, `G M`. */
export const keyText = (keys: string): string =>
  strokeWords(keys)
    .map(stroke => stroke.join('+'))
    .join(' ')
