import { build, type HtmlTagDescriptor, type InlineConfig, type Plugin } from 'vite'

/** The parts of a written script that are asked for here. */
interface Chunk {
  readonly fileName: string
  readonly facadeModuleId: string | null
  readonly imports: readonly string[]
  readonly moduleIds: readonly string[]
}

/**
 * Finds the modules that one module of a build loads, beyond those of its entry: their paths, as the bundler
 * names them. It builds once without writing, because only a build knows which parts of a library are left in.
 * Throws what the build throws, and where no script belongs to the module.
 */
export async function modulesLoadedWith(module: string, config: InlineConfig): Promise<ReadonlySet<string>> {
  const built = await build({
    ...config,
    configFile: false,
    logLevel: 'error',
    build: { ...config.build, write: false },
  })
  const chunks = new Map<string, Chunk>()
  for (const { output } of [built].flat().filter(result => 'output' in result))
    for (const file of output) if (file.type === 'chunk') chunks.set(file.fileName, file)
  const entries = [...chunks.values()].filter(chunk => chunk.facadeModuleId?.endsWith('.html'))
  const before = closure(chunks, entries)
  const start = [...chunks.values()].filter(chunk => chunk.facadeModuleId?.endsWith(module))
  if (start.length !== 1) throw new Error(`${start.length} scripts are ${module}`)
  return new Set([...closure(chunks, start)].filter(id => !before.has(id)))
}

function closure(chunks: ReadonlyMap<string, Chunk>, from: readonly Chunk[]): Set<string> {
  const seen = new Set<string>()
  const modules = new Set<string>()
  const walk = (chunk: Chunk | undefined) => {
    if (!chunk || seen.has(chunk.fileName)) return
    seen.add(chunk.fileName)
    for (const id of chunk.moduleIds) modules.add(id)
    for (const file of chunk.imports) walk(chunks.get(file))
  }
  for (const chunk of from) walk(chunk)
  return modules
}

/** Name of the file that the first window is put into. */
export const FIRST_WINDOW = 'window'

/**
 * Has the page ask for the first window's files with its own: otherwise they are asked for only once the words are
 * there. Nothing of them runs sooner. The build fails where there is no such file.
 */
export function askForFirstWindow(): Plugin {
  return {
    name: 'ask-for-first-window',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        const files = Object.values(bundle)
        const script = files.find(file => file.type === 'chunk' && file.name === FIRST_WINDOW)
        if (script === undefined) throw new Error(`no script is called ${FIRST_WINDOW}`)
        const styles = files.filter(
          file => file.type === 'asset' && file.names.includes(`${FIRST_WINDOW}.css`),
        )
        const link = (rel: string, file: string): HtmlTagDescriptor => ({
          tag: 'link',
          attrs: { rel, crossorigin: true, href: `./${file}` },
          injectTo: 'head',
        })
        return [
          link('modulepreload', script.fileName),
          ...styles.map(file => link('stylesheet', file.fileName)),
        ]
      },
    },
  }
}
