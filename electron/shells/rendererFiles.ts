import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { commonHeaders, contentSecurityPolicy } from './webPolicy.ts'

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.txt': 'text/plain; charset=utf-8',
}

/** One file of the built renderer with the headers it must carry. */
export interface RendererFile {
  status: 200 | 404
  headers: Record<string, string>
  body: Buffer
}

const notFound = (): RendererFile => ({
  status: 404,
  headers: { ...commonHeaders, 'content-type': 'text/plain; charset=utf-8' },
  body: Buffer.from('Not found\n'),
})

/**
 * Answers a path of the built renderer in `root`; never leaves that folder. Paths that name no file
 * extension are views of the one page, so a reload of any address works.
 */
export async function rendererFile(root: string, pathname: string): Promise<RendererFile> {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch (error) {
    if (error instanceof URIError) return notFound()
    throw error
  }
  if (decoded.includes('\0') || decoded.includes('\\') || decoded.split('/').includes('..')) return notFound()
  const name = extname(decoded) === '' ? 'index.html' : decoded.replace(/^\/+/, '')
  const file = normalize(join(root, name))
  if (!file.startsWith(normalize(root) + sep)) return notFound()
  const mediaType = mediaTypes[extname(file)]
  if (mediaType === undefined) return notFound()
  const nonce = randomBytes(16).toString('base64')
  try {
    const content = await readFile(file)
    const html = name === 'index.html'
    return {
      status: 200,
      headers: {
        ...commonHeaders,
        'content-type': mediaType,
        'content-security-policy': contentSecurityPolicy(nonce),
        'cache-control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-store',
      },
      body: html ? Buffer.from(content.toString('utf8').replaceAll('__NONCE__', nonce)) : content,
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR'))
      return notFound()
    throw error
  }
}
