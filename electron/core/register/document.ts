import { z } from 'zod'
import { PersonId } from '../../../shared/ids.ts'
import type { ReadableDatabase, WritableDatabase } from '../store/database.ts'
import { type Fact, factKinds } from './facts.ts'
import { type AuthoritySecret, isSignedBy, signText } from './signing.ts'

/** How often the text is kept. */
const COPIES = 2

const Link = z.object({ n: z.number().int(), key: z.string(), signature: z.string() })
/** One key that signed, named by the one before it; the first by nobody. */
export type Link = z.infer<typeof Link>

const Document = z.object({
  /** Names the encoding, and keeps what is signed here from being taken for anything else. */
  format: z.literal('novacron.register/1'),
  installation: z.string(),
  /** Rises with every change. */
  version: z.number().int().min(1),
  /** Every key there was; the last one signs. */
  chain: z.array(Link).min(1),
  /** Whom the last key is sealed to. */
  holders: z.array(PersonId),
  facts: z.array(
    z.tuple([z.enum(factKinds), z.array(z.string()), z.array(z.union([z.string(), z.number(), z.null()]))]),
  ),
})

/** The register: everything that gives rights, at one version. */
export interface RegisterDocument extends Omit<z.infer<typeof Document>, 'facts'> {
  facts: readonly Fact[]
}

/** The key that signs a register. */
export const keyOf = ({ chain }: Pick<RegisterDocument, 'chain'>): Link => chain.at(-1) as Link

const linkText = (installation: string, n: number, key: string): string =>
  JSON.stringify(['novacron.authority/1', installation, n, key])

/** The next key, named by the present one's secret. */
export const nextLink = (installation: string, n: number, key: string, secret: AuthoritySecret): Link => ({
  n,
  key,
  signature: signText(secret, linkText(installation, n, key)),
})

/** Whether the register's key follows, each named by the one before, from this one. */
export function follows({ installation, chain }: RegisterDocument, pinned: string): boolean {
  const from = chain.findIndex(({ key }) => key === pinned)
  if (from < 0) return false
  return chain
    .slice(from + 1)
    .every(({ n, key, signature }, at) =>
      isSignedBy(chain[from + at]?.key ?? '', linkText(installation, n, key), signature),
    )
}

/** What is stored: nothing, something of which no copy is what its key signed for this installation, or a register. */
export type Stored = { state: 'none' } | { state: 'broken' } | { state: 'signed'; document: RegisterDocument }

/** Reads the newest copy that is as it was signed. By which key is for whoever has a pin to say. */
export function readDocument(database: ReadableDatabase, installation: string): Stored {
  const rows = database.all<{ text: string; signature: string }>('SELECT text, signature FROM register_texts')
  if (rows.length === 0) return { state: 'none' }
  let newest: RegisterDocument | null = null
  for (const { text, signature } of rows) {
    const document = parse(text)
    if (!document || document.installation !== installation) continue
    if (!isSignedBy(keyOf(document).key, text, signature)) continue
    if (newest === null || document.version > newest.version) newest = document
  }
  return newest ? { state: 'signed', document: newest } : { state: 'broken' }
}

function parse(text: string): RegisterDocument | null {
  try {
    return Document.parse(JSON.parse(text))
  } catch {
    // Whatever is wrong with it: it is not what was signed.
    return null
  }
}

/** Signs and stores it, within the caller's transaction. */
export function writeDocument(
  database: WritableDatabase,
  document: RegisterDocument,
  secret: AuthoritySecret,
): void {
  const text = JSON.stringify(document)
  const signature = signText(secret, text)
  database.run('DELETE FROM register_texts')
  for (let copy = 1; copy <= COPIES; copy++)
    database.run('INSERT INTO register_texts VALUES (?, ?, ?)', copy, text, signature)
}
