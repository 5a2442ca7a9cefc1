import { expect, test } from 'vitest'
import { KEY_MAX } from './credentialForm.ts'
import { keyText } from './keyText.ts'

test('text is taken; what is too large, no text, or no file is told apart', async () => {
  expect(await keyText(new Blob(['-----BEGIN']))).toEqual({ text: '-----BEGIN' })
  expect(await keyText(new Blob(['x'.repeat(KEY_MAX + 1)]))).toBe('tooLarge')
  expect(await keyText(new Blob([Uint8Array.of(0x30, 0x82, 0xff, 0xfe)]))).toBe('notText')
  expect(await keyText(new Blob(['a\0b']))).toBe('notText')
  const folder = new Blob([])
  folder.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotFoundError'))
  expect(await keyText(folder)).toBe('unreadable')
})
