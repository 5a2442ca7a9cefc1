import fc from 'fast-check'

/** `npm run fuzz` looks for new counterexamples; everything else repeats what it did the time before. */
const seed = import.meta.env.MODE === 'fuzz' ? undefined : 20_261
fc.configureGlobal(seed === undefined ? {} : { ...fc.readConfigureGlobal(), seed })
