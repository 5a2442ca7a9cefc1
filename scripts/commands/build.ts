import { build } from '../setup/build.ts'

await build()
