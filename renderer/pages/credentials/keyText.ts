import { KEY_MAX } from './credentialForm.ts'

/** Why a file is no key, by the word that says it. */
type NoKey = 'tooLarge' | 'notText' | 'unreadable'

/** The text of a file that may be a key or certificate; a larger one, one that is no text and a folder are not read into the form. */
export async function keyText(file: Blob): Promise<{ text: string } | NoKey> {
  if (file.size > KEY_MAX) return 'tooLarge'
  let bytes: ArrayBuffer
  try {
    bytes = await file.arrayBuffer()
  } catch {
    // A folder, or a file that is gone or may not be read: the browser tells no more.
    return 'unreadable'
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return text.includes('\0') ? 'notText' : { text }
  } catch {
    // Bytes that are no UTF-8 are no PEM either.
    return 'notText'
  }
}
