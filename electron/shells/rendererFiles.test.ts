import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rendererFile } from './rendererFiles.ts'

let outer: string
let root: string
beforeAll(() => {
  outer = mkdtempSync(join(tmpdir(), 'novacron-files-'))
  root = join(outer, 'renderer')
  mkdirSync(join(root, 'assets'), { recursive: true })
  writeFileSync(join(root, 'index.html'), '<meta nonce="__NONCE__"><style nonce="__NONCE__"></style>')
  writeFileSync(join(root, 'assets', 'main.js'), 'export {}')
  writeFileSync(join(outer, 'secret.txt'), 'secret')
  writeFileSync(join(root, 'odd.xyz'), 'odd')
})
afterAll(() => rmSync(outer, { recursive: true, force: true }))

test('gives the page a fresh nonce that its policy names', async () => {
  const first = await rendererFile(root, '/')
  const second = await rendererFile(root, '/machines')
  const nonce = /nonce="([^"]+)"/.exec(first.body.toString())?.[1]
  expect(first.status).toBe(200)
  expect(first.headers['content-security-policy']).toContain(`'nonce-${nonce}'`)
  expect(first.body.toString()).not.toContain('__NONCE__')
  expect(second.body.toString()).not.toContain(nonce ?? 'no nonce')
  expect(first.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/)
  expect(first.headers['cache-control']).toBe('no-store')
})

test('serves assets with their media type and lets them be cached', async () => {
  const file = await rendererFile(root, '/assets/main.js')
  expect(file.headers['content-type']).toBe('text/javascript; charset=utf-8')
  expect(file.headers['cache-control']).toContain('immutable')
  expect(file.headers['x-content-type-options']).toBe('nosniff')
})

test.each([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/a\\..\\secret.txt',
  '/\0.js',
  '/%',
  '/nothing.js',
  '/odd.xyz',
])('answers %j with 404', async path => {
  const file = await rendererFile(root, path)
  expect(file.status).toBe(404)
  expect(file.body.toString()).toBe('Not found\n')
})
