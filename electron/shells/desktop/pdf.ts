import { writeFile } from 'node:fs/promises'
import { type BrowserWindow, dialog } from 'electron'
import type { DesktopWords } from './words.ts'

/** A file name for what the window shows: its title, without what file systems refuse. */
export function pdfName(title: string): string {
  const clean = title.replace(/[^\p{L}\p{N} .()-]+/gu, ' ').replace(/\s+/g, ' ')
  const name = clean
    .replace(/^[. ]+/, '')
    .slice(0, 80)
    .trim()
  return `${name === '' ? 'NovaCron' : name}.pdf`
}

/** Asks where to, and prints the page there as A4 landscape; says so in a dialog where it can't be written. */
export async function savePdf(window: BrowserWindow, words: DesktopWords): Promise<void> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: words.pdfTitle,
    defaultPath: pdfName(window.getTitle()),
    filters: [{ name: words.pdfKind, extensions: ['pdf'] }],
  })
  if (canceled || filePath === '') return
  try {
    const pdf = await window.webContents.printToPDF({
      landscape: true,
      pageSize: 'A4',
      printBackground: true,
    })
    await writeFile(filePath, pdf)
  } catch (error) {
    dialog.showErrorBox(words.pdfFailed, error instanceof Error ? error.message : String(error))
  }
}
