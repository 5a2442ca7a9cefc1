import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'

/** A text that a person would read and that comes from no catalogue. */
export interface LeftText {
  /** From the given folder, with forward slashes. */
  file: string
  line: number
  text: string
}

/** Properties whose value is read or spoken. */
const READ = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-roledescription',
  'description',
  'header',
  'label',
  'meaning',
  'message',
  'placeholder',
  'title',
  'word',
])

/** Words as they are everywhere: names of programs, of libvirt's own things, of keys. */
const NAMES = new Set([
  'API',
  'Alt',
  'CPU',
  'CPUs',
  'CSV',
  'Ctrl',
  'DNS',
  'Enter',
  'Esc',
  'F2',
  'ID',
  'IOMMU',
  'IP',
  'IPv4',
  'IPv6',
  'JSON',
  'KVM',
  'MAC',
  'MTU',
  'Markdown',
  'NIC',
  'NICs',
  'NUMA',
  'NovaCron',
  'OS',
  'PCI',
  'QEMU',
  'RAM',
  'SSH',
  'Shift',
  'TCP',
  'TLS',
  'TPM',
  'UNIX',
  'URI',
  'URIs',
  'USB',
  'UUID',
  'VLAN',
  'VM',
  'XML',
  'libvirt',
  'vCPU',
  'vCPUs',
  'virsh',
  'ms',
  'min',
  's',
  'h',
  'd',
  'GiB',
  'MiB',
  'KiB',
])

interface Node {
  type: string
  start: number
  [key: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

/** Whether there is a word in it that is in a language: two letters at least and no known name. */
const isText = (text: string): boolean =>
  text.split(/[^\p{L}\p{N}]+/u).some(word => /\p{Ll}/u.test(word) && word.length > 1 && !NAMES.has(word))

/** The fixed texts of an expression: of a literal, a template, or either branch of a choice; a call's arguments are its own. */
function textsOf(node: unknown): { text: string; start: number }[] {
  if (!isNode(node)) return []
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [{ text: node.value, start: node.start }] : []
    case 'TemplateLiteral':
      return (node.quasis as Node[]).map(quasi => ({
        text: String((quasi.value as { cooked: unknown }).cooked ?? ''),
        start: quasi.start,
      }))
    case 'ConditionalExpression':
      return [...textsOf(node.consequent), ...textsOf(node.alternate)]
    case 'LogicalExpression':
      return [...textsOf(node.left), ...textsOf(node.right)]
    case 'BinaryExpression':
      return node.operator === '+' ? [...textsOf(node.left), ...textsOf(node.right)] : []
    case 'JSXExpressionContainer':
      return textsOf(node.expression)
    case 'TSAsExpression':
    case 'ParenthesizedExpression':
      return textsOf(node.expression)
    default:
      return []
  }
}

const nameOf = (node: unknown): string => (isNode(node) ? String(node.name ?? node.value ?? '') : '')

/** What a node itself shows of fixed text: between tags, or in a property that is read. */
function shown(node: Node): { text: string; start: number }[] {
  if (node.type === 'JSXText') return [{ text: String(node.value), start: node.start }]
  if (node.type === 'JSXElement' || node.type === 'JSXFragment')
    return (node.children as Node[]).filter(child => child.type === 'JSXExpressionContainer').flatMap(textsOf)
  if (node.type === 'JSXAttribute' && READ.has(nameOf(node.name))) return textsOf(node.value)
  if (node.type === 'Property' && READ.has(nameOf(node.key))) return textsOf(node.value)
  if (node.type === 'CallExpression' && ['tell', 'tellError'].includes(nameOf(node.callee)))
    return (node.arguments as Node[]).flatMap(textsOf)
  return []
}

/** What stands in an element for code is the same in every language. */
const isCode = (node: Node): boolean =>
  node.type === 'JSXElement' &&
  isNode(node.openingElement) &&
  ['code', 'kbd', 'pre', 'samp'].includes(nameOf(node.openingElement.name))

function walk(node: unknown, found: { text: string; start: number }[]): void {
  if (Array.isArray(node)) for (const each of node) walk(each, found)
  if (!isNode(node)) return
  if (isCode(node)) return
  // Types say nothing on the screen.
  if (node.type.startsWith('TSType') || node.type.startsWith('TSInterface')) return
  found.push(...shown(node))
  for (const value of Object.values(node)) if (typeof value === 'object' && value !== null) walk(value, found)
}

/** Texts of one file that a person reads and that come from no catalogue. */
export function leftTextsIn(file: string, code: string): LeftText[] {
  const { program, errors } = parseSync(file, code)
  if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`)
  const found: { text: string; start: number }[] = []
  walk(program, found)
  return found
    .filter(({ text }) => isText(text))
    .map(({ text, start }) => ({
      file,
      line: code.slice(0, start).split('\n').length,
      text: text.replace(/\s+/g, ' ').trim(),
    }))
}

/** Every such text of the window's own files: no tests, no fixtures, no catalogues. */
export function leftTexts(folder: string): LeftText[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(file => file.replaceAll('\\', '/'))
    .filter(file => /\.tsx?$/.test(file) && !/\.test\.tsx?$|(^|\/)(testing|words)\//.test(file))
    .sort()
    .flatMap(file => leftTextsIn(file, readFileSync(join(folder, file), 'utf8')))
}
